package capriccio.bench.staged;

import capriccio.bench.compare.Row;
import capriccio.bench.scarce.Point;
import capriccio.bench.scarce.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** An experiment on Haboob's bottleneck page: under each controller, and once the page costs what it should. */
abstract class BottleneckSubject implements Subject {
    final Bottleneck.Options options;
    private final Bottleneck page;

    BottleneckSubject(Bottleneck.Options options) {
        this.options = options;
        page = new Bottleneck(options);
    }

    /** What so many clients ask for. */
    abstract Shape at(int load);

    @Override
    public String introduction() {
        return page.introduction();
    }

    @Override
    public String unit() {
        return "clients";
    }

    @Override
    public List<Row> rows(Path project) throws IOException {
        return page.rows(project);
    }

    @Override
    public Requests requests() {
        return new Requests() {
            @Override
            public Shape at(int load) {
                return BottleneckSubject.this.at(load);
            }

            @Override
            public Shape warmUp() {
                return page.warmUp();
            }
        };
    }

    @Override
    public List<Point> measure(Plan plan) throws InterruptedException {
        try {
            return Subject.super.measure(page.calibrated(plan));
        } catch (IOException e) {
            return Bottleneck.failed(plan, e);
        }
    }
}
