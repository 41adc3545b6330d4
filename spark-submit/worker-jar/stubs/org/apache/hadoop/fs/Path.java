package org.apache.hadoop.fs;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;

public class Path {
    public Path(URI uri) {
    }

    public native FileSystem getFileSystem(Configuration configuration) throws IOException;
}
