package lakebase.spark;

import java.net.InetAddress;
import org.apache.spark.sql.SparkSession;
import py4j.GatewayServer;
import scala.Option;

/** The Py4J server through which the .NET driver reaches this JVM: loopback only, a free port, a random secret. */
final class Gateway {
    private final GatewayServer server;
    private final String secret = new Secret().hex();

    Gateway() {
        server = new GatewayServer.GatewayServerBuilder()
            .javaPort(0)
            .javaAddress(InetAddress.getLoopbackAddress())
            .authToken(secret)
            .build();
        server.start();
    }

    int port() {
        return server.getListeningPort();
    }

    String secret() {
        return secret;
    }

    /** Stops accepting calls, and the session that the driver may have left behind: its threads would keep the JVM alive. */
    void shutdown() {
        server.shutdown();
        Option<SparkSession> session = SparkSession.getDefaultSession();
        if (session.isDefined()) {
            session.get().stop();
        }
    }
}
