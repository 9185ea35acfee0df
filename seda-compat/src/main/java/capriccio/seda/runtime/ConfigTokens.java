package capriccio.seda.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Splits a configuration file into words, each with its place: comments dropped, included files in the place of their
 * directive. A file is named relative to the working directory, wherever it is included.
 */
final class ConfigTokens {
    private static final String INCLUDE = "include";

    private final Deque<Source> sources = new ArrayDeque<>();
    private final List<Token> tokens = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private String wordPlace = "";

    /** A word and where it is; or the end of a line, with an empty text. */
    record Token(String text, String place) {
        boolean isLineEnd() {
            return text.isEmpty();
        }

        boolean isTag() {
            return text.length() > 1 && text.startsWith("<") && text.endsWith(">");
        }
    }

    /** The rest of a file that is being read. */
    private static final class Source {
        private final Path file;
        private final String text;
        private int at;
        private int line = 1;

        Source(Path file, String text) {
            this.file = file;
            this.text = text;
        }

        String place() {
            return file + ":" + line;
        }
    }

    private ConfigTokens() {}

    /** The words and line ends of a file; the last one's place is where the file ends. */
    static List<Token> of(Path file) throws IOException {
        ConfigTokens reader = new ConfigTokens();
        reader.open(file, file.toString());
        reader.readAll();
        return reader.tokens;
    }

    private void open(Path file, String from) throws IOException {
        for (Source source : sources) {
            if (source.file.toAbsolutePath().normalize().equals(file.toAbsolutePath().normalize())) {
                throw new ConfigException(from, file + " includes itself", "remove this <!include>");
            }
        }
        try {
            sources.push(new Source(file, Files.readString(file, StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new ConfigException(from, "cannot read " + file + " (" + e.getClass().getSimpleName() + ")",
                    "name a readable file, relative to the working directory " + Path.of("").toAbsolutePath());
        }
    }

    private void readAll() throws IOException {
        String place = "";
        while (!sources.isEmpty()) {
            Source source = sources.peek();
            place = source.place();
            if (source.at == source.text.length()) {
                sources.pop();
            } else {
                read(source);
            }
        }
        endWord();
        tokens.add(new Token("", place));
    }

    private void read(Source source) throws IOException {
        char c = source.text.charAt(source.at);
        if (c == '#') {
            int end = source.text.indexOf('\n', source.at);
            source.at = end < 0 ? source.text.length() : end;
        } else if (source.text.startsWith("<!", source.at)) {
            include(source);
        } else if (c <= ' ') {
            endWord();
            source.at++;
            if (c == '\n') {
                tokens.add(new Token("", source.place()));
                source.line++;
            }
        } else {
            if (word.length() == 0) {
                wordPlace = source.place();
            }
            word.append(c);
            source.at++;
        }
    }

    private void include(Source source) throws IOException {
        String place = source.place();
        int end = source.text.indexOf('>', source.at);
        if (end < 0) {
            throw new ConfigException(place, "<! without >", "close the directive: <!include FILE>");
        }
        String directive = source.text.substring(source.at + 2, end).trim();
        boolean includes = directive.startsWith(INCLUDE) && directive.length() > INCLUDE.length()
                && directive.charAt(INCLUDE.length()) <= ' ';
        if (!includes) {
            throw new ConfigException(place, "unknown directive <!" + directive + ">", "the only one is <!include FILE>");
        }
        source.line += (int) directive.chars().filter(c -> c == '\n').count();
        source.at = end + 1;
        open(Path.of(directive.substring(INCLUDE.length()).trim()), place);
    }

    private void endWord() {
        if (word.length() > 0) {
            tokens.add(new Token(word.toString(), wordPlace));
            word.setLength(0);
        }
    }
}
