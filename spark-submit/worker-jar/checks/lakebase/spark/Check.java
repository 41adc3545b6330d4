package lakebase.spark;

import java.util.ArrayList;
import java.util.List;

/** The few assertions that the checks need; failures are collected so that one run tells all. */
final class Check {
    private static final List<String> FAILURES = new ArrayList<>();
    private static int passed;

    private Check() {
    }

    static void equal(String what, Object expected, Object actual) {
        if (expected == null ? actual == null : expected.equals(actual)) {
            passed++;
        } else {
            FAILURES.add(what + ": expected " + expected + " but was " + actual);
        }
    }

    static void refuses(String what, String messagePart, Runnable action) {
        try {
            action.run();
        } catch (RowEncodingException e) {
            if (e.getMessage().contains(messagePart)) {
                passed++;
            } else {
                FAILURES.add(what + ": the message is " + e.getMessage());
            }
            return;
        }
        FAILURES.add(what + ": was not refused");
    }

    static void finish() {
        FAILURES.forEach(System.out::println);
        System.out.println(passed + " passed, " + FAILURES.size() + " failed");
        System.exit(FAILURES.isEmpty() && passed > 0 ? 0 : 1);
    }
}
