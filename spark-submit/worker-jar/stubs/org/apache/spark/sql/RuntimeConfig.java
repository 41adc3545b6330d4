package org.apache.spark.sql;

import scala.Option;

public abstract class RuntimeConfig {
    public abstract Option<String> getOption(String key);

    public abstract void set(String key, String value);

    public abstract void unset(String key);
}
