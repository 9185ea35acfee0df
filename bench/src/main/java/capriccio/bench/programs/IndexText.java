package capriccio.bench.programs;

import java.io.IOException;
import java.util.Random;
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
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

/** Lucene: generated texts indexed in memory, and searched in several ways. */
final class IndexText implements Program {
    private static final int DOCUMENTS = 150;
    private static final int SEARCHES = 60;

    private final String[] texts = new String[DOCUMENTS];

    IndexText() {
        for (int i = 0; i < DOCUMENTS; i++) {
            texts[i] = text(new Random(i));
        }
    }

    @Override
    public long run() throws IOException {
        long sum = 0;
        try (Directory directory = new ByteBuffersDirectory();
                Analyzer analyzer = new StandardAnalyzer()) {
            index(directory, analyzer);
            try (IndexReader reader = DirectoryReader.open(directory)) {
                IndexSearcher searcher = new IndexSearcher(reader);
                for (int i = 0; i < SEARCHES; i++) {
                    sum += searcher.search(query(new Random(i)), 10).totalHits.value;
                }
            }
        }
        return sum;
    }

    private void index(Directory directory, Analyzer analyzer) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(analyzer).setMergeScheduler(new SerialMergeScheduler());
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (int i = 0; i < DOCUMENTS; i++) {
                Document d = new Document();
                d.add(new StoredField("id", i));
                d.add(new IntPoint("number", i * 7 % 1000));
                d.add(new TextField("text", texts[i], Field.Store.NO));
                writer.addDocument(d);
            }
        }
    }

    private static Query query(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> new TermQuery(new Term("text", word(random)));
            case 1 -> new PhraseQuery(3, "text", word(random), word(random));
            case 2 -> new FuzzyQuery(new Term("text", word(random)), 1);
            case 3 -> new WildcardQuery(new Term("text", "w?" + random.nextInt(10) + "*"));
            default -> new BooleanQuery.Builder()
                    .add(new TermQuery(new Term("text", word(random))), BooleanClause.Occur.SHOULD)
                    .add(IntPoint.newRangeQuery("number", random.nextInt(500), 900), BooleanClause.Occur.MUST)
                    .build();
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 40 + random.nextInt(160); i > 0; i--) {
            text.append(word(random)).append(random.nextInt(9) == 0 ? ". " : " ");
        }
        return text.toString();
    }

    private static String word(Random random) {
        return "w" + (int) Math.abs(random.nextGaussian() * 300);
    }
}
