package lakebase.spark;

import java.security.SecureRandom;

/** 256 random bits that prove to the other end of a loopback connection who is calling. */
final class Secret {
    private static final int BYTES = 32;

    private final byte[] bytes = new byte[BYTES];

    Secret() {
        new SecureRandom().nextBytes(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    String hex() {
        StringBuilder text = new StringBuilder(2 * BYTES);
        for (byte b : bytes) {
            text.append(Character.forDigit(b >> 4 & 0xF, 16)).append(Character.forDigit(b & 0xF, 16));
        }
        return text.toString();
    }
}
