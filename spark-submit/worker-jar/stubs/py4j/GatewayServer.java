package py4j;

import java.net.InetAddress;

public class GatewayServer {
    public native void start();

    public native void shutdown();

    public native int getListeningPort();

    public static class GatewayServerBuilder {
        public GatewayServerBuilder() {
        }

        public native GatewayServerBuilder javaPort(int port);

        public native GatewayServerBuilder javaAddress(InetAddress address);

        public native GatewayServerBuilder authToken(String token);

        public native GatewayServer build();
    }
}
