package org.apache.hadoop.fs;

import java.io.IOException;

public abstract class FileSystem {
    public native void copyToLocalFile(Path source, Path destination) throws IOException;
}
