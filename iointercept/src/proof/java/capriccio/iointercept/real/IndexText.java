package capriccio.iointercept.real;

import java.io.IOException;
import java.io.StringReader;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RegexpQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

/** Lucene: generated texts indexed in memory, merged, and searched in several ways. */
public final class IndexText {
    private static final int COPIES = 2;
    /** Kept: the JDK holds loggers weakly. On JDK 23 and later Lucene logs a line with the time of day. */
    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

    private IndexText() {}

    /** Argument: how many documents. */
    public static void main(String[] args) throws Exception {
        LUCENE.setLevel(Level.OFF);
        int documents = Integer.parseInt(args[0]);
        System.out.print(Copies.of(COPIES, copy -> run(documents)));
    }

    private static String run(int documents) throws IOException {
        StringBuilder out = new StringBuilder();
        try (Directory directory = new ByteBuffersDirectory();
                Analyzer analyzer = new StandardAnalyzer()) {
            index(directory, analyzer, documents);
            try (IndexReader reader = DirectoryReader.open(directory)) {
                out.append(reader.numDocs()).append(" documents in ").append(reader.leaves().size()).append(" segments\n");
                IndexSearcher searcher = new IndexSearcher(reader);
                for (int i = 0; i < 60; i++) {
                    search(searcher, query(new Random(i)), out);
                }
            }
        }
        return out.toString();
    }

    private static void index(Directory directory, Analyzer analyzer, int documents) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(analyzer)
                .setMergeScheduler(new SerialMergeScheduler())
                .setMaxBufferedDocs(50);
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (int i = 0; i < documents; i++) {
                Random random = new Random(i);
                Document d = new Document();
                d.add(new StoredField("id", i));
                d.add(new IntPoint("number", random.nextInt(1000)));
                d.add(new TextField("text", new YieldingReader(new StringReader(text(random)))));
                writer.addDocument(d);
                if (i % 17 == 0) {
                    writer.deleteDocuments(new Term("text", word(random)));
                }
            }
            writer.forceMerge(2);
        }
    }

    private static Query query(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> new TermQuery(new Term("text", word(random)));
            case 1 -> new PhraseQuery(3, "text", word(random), word(random));
            case 2 -> new FuzzyQuery(new Term("text", word(random)), 2);
            case 3 -> new WildcardQuery(new Term("text", "w?" + random.nextInt(10) + "*"));
            case 4 -> new RegexpQuery(new Term("text", "w[0-4]{1,2}(7|8)?"));
            default -> new BooleanQuery.Builder()
                    .add(new TermQuery(new Term("text", word(random))), BooleanClause.Occur.SHOULD)
                    .add(IntPoint.newRangeQuery("number", random.nextInt(500), 900), BooleanClause.Occur.MUST)
                    .add(new TermQuery(new Term("text", word(random))), BooleanClause.Occur.MUST_NOT)
                    .build();
        };
    }

    private static void search(IndexSearcher searcher, Query query, StringBuilder out) throws IOException {
        out.append(query).append(" :");
        for (ScoreDoc hit : searcher.search(query, 10).scoreDocs) {
            out.append(' ').append(searcher.storedFields().document(hit.doc).get("id")).append('=').append(hit.score);
        }
        out.append('\n');
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 20 + random.nextInt(60); i > 0; i--) {
            text.append(word(random)).append(random.nextInt(9) == 0 ? ". " : " ");
        }
        return text.toString();
    }

    private static String word(Random random) {
        return "w" + (int) Math.abs(random.nextGaussian() * 300);
    }
}
