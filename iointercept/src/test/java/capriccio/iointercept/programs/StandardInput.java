package capriccio.iointercept.programs;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/** Reads from standard input while others run; whoever started this is told when to write. */
public final class StandardInput {
    private StandardInput() {}

    public static void main(String[] args) throws Exception {
        Meanwhile.othersRun(StandardInput::read, () -> System.out.println("others run"));
        System.out.println("OK");
    }

    private static void read() throws IOException {
        StringBuilder line = new StringBuilder();
        InputStreamReader in = new InputStreamReader(System.in, StandardCharsets.UTF_8) {
            @Override
            public int read(char[] buffer, int from, int length) throws IOException {
                return super.read(buffer, from, Math.min(length, 1));
            }
        };
        for (int c = in.read(); c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        Check.equal(line.toString(), "one", "line");
        System.out.println("read one");
        Scanner scanner = new Scanner(in);
        Check.equal(scanner.nextInt(), 2, "number");
        Check.equal(scanner.next(), "three", "word");
    }
}
