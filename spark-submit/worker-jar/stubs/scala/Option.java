package scala;

public abstract class Option<T> {
    public native boolean isDefined();

    public abstract T get();
}
