package org.ncf4j.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 over numbers and ids. Arrays and lists are preceded by their type and length, texts (in UTF-8) by their length,
 * so that no two different contents are the same bytes; numbers are little-endian.
 */
final class Fingerprint {
    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    Fingerprint(String what) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
        add(what);
    }

    Fingerprint add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        flush();
        digest.update(bytes);
        return this;
    }

    Fingerprint add(IdIndex ids) {
        start('s', ids.size());
        for (int i = 0; i < ids.size(); i++) {
            add(ids.id(i));
        }
        return this;
    }

    Fingerprint add(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    Fingerprint add(int[] values) {
        start('i', values.length);
        for (int value : values) {
            add(value);
        }
        return this;
    }

    Fingerprint add(float[] values) {
        start('f', values.length);
        for (float value : values) {
            add(Float.floatToIntBits(value));
        }
        return this;
    }

    Fingerprint add(long[] values) {
        start('l', values.length);
        for (long value : values) {
            room(Long.BYTES).putLong(value);
        }
        return this;
    }

    Fingerprint add(boolean[] values) {
        start('b', values.length);
        for (boolean value : values) {
            room(1).put((byte) (value ? 1 : 0));
        }
        return this;
    }

    String hex() {
        flush();
        return HexFormat.of().formatHex(digest.digest());
    }

    private void start(char type, int length) {
        add(type);
        add(length);
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    private void flush() {
        digest.update(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
