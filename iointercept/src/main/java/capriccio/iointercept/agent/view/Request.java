package capriccio.iointercept.agent.view;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** As much of a request's head as matters here. */
record Request(String method, String path, String host) {
    /** From a whole head, without the empty line; null if it is none, or does not name one host. */
    static @Nullable Request parse(String head) {
        String[] lines = head.split("\r\n", -1);
        String[] words = lines[0].split(" ", -1);
        if (words.length != 3 || words[0].isEmpty() || !words[1].startsWith("/") || !isVersion(words[2])) {
            return null;
        }
        String host = null;
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0 || lines[i].substring(0, colon).indexOf(' ') >= 0) {
                return null;
            }
            if (lines[i].substring(0, colon).toLowerCase(Locale.ROOT).equals("host")) {
                if (host != null) {
                    return null;
                }
                host = lines[i].substring(colon + 1).trim();
            }
        }
        return host == null ? null : new Request(words[0], path(words[1]), host);
    }

    private static boolean isVersion(String word) {
        return word.equals("HTTP/1.1") || word.equals("HTTP/1.0");
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /**
     * True if the client asked for this machine by a name that no other machine's name server can give: a page from elsewhere
     * whose name is made to point here is told apart by it. Any port: the client may come through a tunnel.
     */
    boolean isForThisMachine() {
        String name = host.toLowerCase(Locale.ROOT);
        int colon = name.lastIndexOf(':');
        if (colon > name.lastIndexOf(']')) {
            if (!name.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9')) {
                return false;
            }
            name = name.substring(0, colon);
        }
        return name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]");
    }
}
