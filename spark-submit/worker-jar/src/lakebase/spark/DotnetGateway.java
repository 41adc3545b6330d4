package lakebase.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Main class when .NET starts first: opens the gateway, tells .NET where, and lives until its standard input ends. */
public final class DotnetGateway {
    private static final String FILE_VARIABLE = "LAKEBASE_GATEWAY_FILE";

    private DotnetGateway() {
    }

    public static void main(String[] args) throws IOException {
        String file = System.getenv(FILE_VARIABLE);
        if (file == null || file.isEmpty()) {
            System.err.println("DotnetGateway is started by a .NET application, which names a file in " + FILE_VARIABLE
                + ". To start an application with spark-submit, use the class lakebase.spark.DotnetRunner.");
            System.exit(1);
        }
        Gateway gateway = new Gateway();
        try {
            publish(gateway, Paths.get(file));
        } catch (IOException e) {
            // .NET has ended meanwhile, and its folder with it. The gateway's threads would keep this JVM alive without it.
            System.err.println("The gateway's address cannot be written to " + file + ": " + e);
            System.exit(1);
        }
        byte[] ignored = new byte[1024];
        while (System.in.read(ignored) >= 0) {
            // Nothing is ever said here: the end is the message.
        }
        gateway.shutdown();
        System.exit(0);
    }

    /** The secret must never be readable by others, nor the file by .NET when half written. */
    private static void publish(Gateway gateway, Path file) throws IOException {
        Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "gateway", ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, (gateway.port() + "\n" + gateway.secret() + "\n").getBytes(StandardCharsets.US_ASCII));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
