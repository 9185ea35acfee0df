package capriccio.seda.runtime;

import capriccio.seda.runtime.ConfigTokens.Token;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code .cfg} files of 2002 into dotted names. What is wrong is a {@link ConfigException} with the file and the
 * line.
 */
public final class ConfigReader {
    private static final String ROOT = "sandstorm";

    private final List<Token> tokens;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Deque<Section> open = new ArrayDeque<>();
    private int at;

    /**
     * A key's value or, with a null value, a section.
     *
     * @param place the file and the line
     */
    public record Entry(@Nullable String value, String place) {
        /** Whether this is a section rather than a key. */
        public boolean isSection() {
            return value == null;
        }
    }

    /** A section that is being read; the prefix is its path with a dot, empty for the root. */
    private record Section(String name, String prefix, String place) {}

    private ConfigReader(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The keys and sections of the file by dotted name, in the order of the file. */
    public static Map<String, Entry> read(Path file) throws IOException {
        ConfigReader reader = new ConfigReader(ConfigTokens.of(file));
        reader.parse();
        return reader.entries;
    }

    private void parse() throws ConfigException {
        Token first = nextWord();
        if (first == null || !first.text().equals("<" + ROOT + ">")) {
            throw new ConfigException(first == null ? end() : first.place(),
                    "expected <" + ROOT + ">" + (first == null ? "" : ", got " + first.text()),
                    "put the whole configuration between <" + ROOT + "> and </" + ROOT + ">");
        }
        open.push(new Section(ROOT, "", first.place()));
        while (!open.isEmpty()) {
            Token token = nextWord();
            if (token == null) {
                Section section = open.element();
                throw new ConfigException(end(), "end of file within <" + section.name() + "> of " + section.place(),
                        "close it with </" + section.name() + ">");
            }
            if (!token.isTag()) {
                put(token, restOfLine());
            } else if (token.text().startsWith("</")) {
                close(token);
            } else {
                open(token);
            }
        }
    }

    /** The next token that is not the end of a line; null at the end of the file. */
    private @Nullable Token nextWord() {
        while (at < tokens.size() && tokens.get(at).isLineEnd()) {
            at++;
        }
        return at < tokens.size() ? tokens.get(at++) : null;
    }

    private String end() {
        return tokens.get(tokens.size() - 1).place();
    }

    private String restOfLine() {
        StringBuilder value = new StringBuilder();
        while (at < tokens.size() && !tokens.get(at).isLineEnd()) {
            value.append(value.length() == 0 ? "" : " ").append(tokens.get(at++).text());
        }
        return value.toString();
    }

    private void open(Token tag) throws ConfigException {
        String name = tag.text().substring(1, tag.text().length() - 1);
        if (name.isEmpty() || name.contains("<") || name.contains(">") || name.contains(".")) {
            throw new ConfigException(tag.place(), "bad tag " + tag.text(),
                    "a section's name has no '<', '>' or '.', and blanks stand between tags");
        }
        String path = open.element().prefix() + name;
        Entry known = entries.putIfAbsent(path, new Entry(null, tag.place()));
        if (known != null) {
            throw new ConfigException(tag.place(), "subsection " + name + " redefined, it is in " + known.place(),
                    "give one of them another name or remove it");
        }
        open.push(new Section(name, path + ".", tag.place()));
    }

    private void close(Token tag) throws ConfigException {
        Section section = open.pop();
        if (!tag.text().equals("</" + section.name() + ">")) {
            throw new ConfigException(tag.place(), "expected </" + section.name() + ">, got " + tag.text(),
                    "close the section of " + section.place() + " first");
        }
    }

    private void put(Token key, String value) throws ConfigException {
        if (key.text().contains(".")) {
            throw new ConfigException(key.place(), "the key " + key.text() + " has a '.'",
                    "write sections within each other for its parts");
        }
        if (value.startsWith("<") && value.endsWith(">")) {
            throw new ConfigException(key.place(), "the value of " + key.text() + " is the tag " + value,
                    "put the tag on a line of its own");
        }
        String path = open.element().prefix() + key.text();
        Entry known = entries.putIfAbsent(path, new Entry(value, key.place()));
        if (known != null) {
            throw new ConfigException(key.place(), "key " + path + " redefined, it is in " + known.place(),
                    "keep one of the two");
        }
    }
}
