package capriccio.iointercept.agent;

import java.io.IOException;

/** Writes JSON as it comes. Commas and nesting are its own; whoever calls closes what was opened. */
final class Json {
    private final Appendable out;
    private boolean first = true;

    Json(Appendable out) {
        this.out = out;
    }

    Json open(char bracket) throws IOException {
        separate();
        out.append(bracket);
        first = true;
        return this;
    }

    Json close(char bracket) throws IOException {
        out.append(bracket);
        first = false;
        return this;
    }

    Json key(String name) throws IOException {
        string(name);
        out.append(':');
        first = true;
        return this;
    }

    Json string(String value) throws IOException {
        separate();
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || (Character.isSurrogate(c) && !isPaired(value, i))) {
                out.append("\\u").append(Character.forDigit(c >> 12, 16)).append(Character.forDigit(c >> 8 & 15, 16))
                        .append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
        return this;
    }

    private static boolean isPaired(String value, int i) {
        return Character.isHighSurrogate(value.charAt(i))
                ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
    }

    Json number(long value) throws IOException {
        separate();
        out.append(Long.toString(value));
        return this;
    }

    /** With three decimals, from a million on with none; null for what is no number in JSON. */
    Json real(double value) throws IOException {
        separate();
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            out.append("null");
        } else if (Math.abs(value) >= 1e6) {
            out.append(Long.toString(Math.round(value)));
        } else {
            out.append(Double.toString(Math.round(value * 1000) / 1000.0));
        }
        return this;
    }

    Json truth(boolean value) throws IOException {
        separate();
        out.append(Boolean.toString(value));
        return this;
    }

    private void separate() throws IOException {
        if (!first) {
            out.append(',');
        }
        first = false;
    }
}
