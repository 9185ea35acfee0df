package capriccio.seda.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the {@code .cfg} files of 2002 into dotted names; a section's presence is the name with a trailing dot. */
public final class ConfigReader {
    private final List<List<String>> lines;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Deque<String> open = new ArrayDeque<>();

    private ConfigReader(List<List<String>> lines) {
        this.lines = lines;
    }

    /** The values of the file by dotted name, in the order of the file. */
    public static Map<String, String> read(Path file) throws IOException {
        ConfigReader reader = new ConfigReader(tokens(text(file)));
        reader.parse();
        return reader.values;
    }

    /** The text with comments dropped and includes replaced. */
    private static String text(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            int comment = line.indexOf('#');
            String rest = comment < 0 ? line : line.substring(0, comment);
            for (int at = rest.indexOf("<!"); at >= 0; at = rest.indexOf("<!")) {
                int end = rest.indexOf('>', at);
                String directive = end < 0 ? rest.substring(at) : rest.substring(at + 2, end).trim();
                if (end < 0 || !directive.startsWith("include")) {
                    throw new IOException("unknown directive " + directive + " in " + file);
                }
                text.append(rest, 0, at).append(text(Path.of(directive.substring("include".length()).trim())));
                rest = rest.substring(end + 1);
            }
            text.append(rest).append('\n');
        }
        return text.toString();
    }

    private static List<List<String>> tokens(String text) {
        List<List<String>> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            List<String> words = new ArrayList<>();
            for (String word : line.split("[\\x00-\\x20]+", 0)) {
                if (!word.isEmpty()) {
                    words.add(word);
                }
            }
            lines.add(words);
        }
        return lines;
    }

    private void parse() throws IOException {
        boolean started = false;
        for (List<String> words : lines) {
            int at = 0;
            while (at < words.size()) {
                String word = words.get(at++);
                if (!started) {
                    openRoot(word);
                    started = true;
                } else if (isTag(word)) {
                    if (closesRoot(word)) {
                        return;
                    }
                } else {
                    put(word, String.join(" ", words.subList(at, words.size())));
                    at = words.size();
                }
            }
        }
        throw new IOException("end of file before </" + (started ? open.peek() : "sandstorm") + ">");
    }

    private void openRoot(String word) throws IOException {
        if (!word.equals("<sandstorm>")) {
            throw new IOException("expected <sandstorm>, got " + word);
        }
        open.push("sandstorm");
    }

    private static boolean isTag(String word) {
        return word.startsWith("<") && word.endsWith(">");
    }

    /** Opens or closes a section; whether that was the end of the file's content. */
    private boolean closesRoot(String tag) throws IOException {
        if (tag.startsWith("</")) {
            String name = tag.substring(2, tag.length() - 1);
            if (!name.equals(open.peek())) {
                throw new IOException("expected </" + open.peek() + ">, got " + tag);
            }
            open.pop();
            return open.isEmpty();
        }
        String name = tag.substring(1, tag.length() - 1);
        String path = prefix() + name;
        if (name.isEmpty() || name.contains("<") || name.contains(">")) {
            throw new IOException("bad tag " + tag);
        }
        if (values.containsKey(path) || values.putIfAbsent(path + ".", "") != null) {
            throw new IOException("subsection " + name + " redefined");
        }
        open.push(name);
        return false;
    }

    private void put(String key, String value) throws IOException {
        String path = prefix() + key;
        if (key.contains(".") || isTag(value)) {
            throw new IOException("bad entry: " + key + " " + value);
        }
        if (values.containsKey(path + ".") || values.putIfAbsent(path, value) != null) {
            throw new IOException("key " + path + " redefined");
        }
    }

    /** The path of the innermost open section, without the root. */
    private String prefix() {
        StringBuilder path = new StringBuilder();
        Iterator<String> names = open.descendingIterator();
        names.next();
        names.forEachRemaining(name -> path.append(name).append('.'));
        return path.toString();
    }
}
