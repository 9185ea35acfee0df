package capriccio.iointercept.real;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.antlr.v4.Tool;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.LexerInterpreter;
import org.antlr.v4.runtime.ParserInterpreter;
import org.antlr.v4.tool.Grammar;

/** ANTLR: the parser of {@code Small.g4}, as generated source; then the grammar interpreted over a program. */
public final class GenerateParser {
    private GenerateParser() {}

    /** Arguments: how many copies at once, an empty directory for the generated sources. */
    public static void main(String[] args) throws Exception {
        int copies = Integer.parseInt(args[0]);
        Path out = Path.of(args[1]);
        System.out.print(Copies.of(copies, copy -> generate(out.resolve("copy-" + copy)) + interpret()));
    }

    private static String generate(Path directory) throws IOException {
        Path grammar = Files.createDirectories(directory).resolve("Small.g4");
        Files.writeString(grammar, resource("/Small.g4"));
        Tool tool = new Tool(new String[] {"-visitor", "-o", directory.toString(), grammar.toString()});
        tool.processGrammarsOnCommandLine();
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.sorted().toList();
        }
        StringBuilder text = new StringBuilder("errors " + tool.getNumErrors() + "\n");
        for (Path file : files) {
            text.append(file.getFileName()).append('\n')
                    .append(Files.readString(file).replace(directory.toString(), "DIRECTORY")).append('\n');
        }
        return text.toString();
    }

    private static String interpret() throws Exception {
        Grammar grammar = new Grammar(resource("/Small.g4"));
        LexerInterpreter lexer = grammar.createLexerInterpreter(CharStreams.fromString(resource("/small-program.txt")));
        ParserInterpreter parser = grammar.createParserInterpreter(new CommonTokenStream(lexer));
        return parser.parse(grammar.getRule("program").index).toStringTree(parser) + "\n";
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = GenerateParser.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
