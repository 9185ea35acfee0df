package capriccio.seda.haboob;

import java.util.List;
import java.util.Locale;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.NoSuchStageException;
import seda.sandStorm.api.internal.StageStatsIF;
import seda.sandStorm.api.internal.StageWrapperIF;

/** The page about Haboob itself: what came of the requests, and how each stage fares. */
final class StatisticsPage {
    private static final List<String> STAGES = List.of(
            "aSocket ReadStage",
            "aSocket ListenStage",
            "aSocket WriteStage",
            "HttpRecv",
            "HttpSend",
            "CacheStage",
            PageCacheSized.MISS_STAGE,
            "BottleneckStage",
            "DynamicHttp");

    private final ManagerIF manager;
    private final HaboobStats stats;

    StatisticsPage(ManagerIF manager, HaboobStats stats) {
        this.manager = manager;
        this.stats = stats;
    }

    String html(int connections) {
        StringBuilder html = new StringBuilder(2000)
                .append("<html><head><title>Haboob</title></head><body><h1>Haboob</h1>\n<table>\n");
        row(html, "up, s", String.format(Locale.ROOT, "%.1f", stats.seconds()));
        row(html, "connections", connections);
        row(html, "requests", stats.requests());
        row(html, "answered", stats.answered());
        row(html, "rejected", stats.rejected());
        Runtime runtime = Runtime.getRuntime();
        row(html, "heap used, KB", (runtime.totalMemory() - runtime.freeMemory()) / 1024);
        html.append("</table>\n<h2>Stages</h2>\n<table>\n");
        row(html, "stage", "queued", "events", "events/s of service", "90th percentile of response, ms");
        for (String name : STAGES) {
            stage(html, name);
        }
        return html.append("</table>\n</body></html>\n").toString();
    }

    private void stage(StringBuilder html, String name) {
        StageWrapperIF stage;
        try {
            stage = manager.getStage(name).getWrapper();
        } catch (NoSuchStageException absent) {
            return;
        }
        StageStatsIF own = stage.getStats();
        row(
                html,
                name,
                stage.getStage().getSink().size(),
                own.getTotalEvents(),
                String.format(Locale.ROOT, "%.1f", own.getServiceRate()),
                String.format(Locale.ROOT, "%.1f", own.get90thRT()));
        EventHandlerIF handler = stage.getEventHandler();
        if (handler instanceof PageCacheSized cache) {
            row(html, "cache hits", cache.hits());
            row(html, "cache misses", cache.misses());
        }
    }

    private static void row(StringBuilder html, Object... cells) {
        html.append("<tr>");
        for (Object cell : cells) {
            html.append("<td>").append(cell).append("</td>");
        }
        html.append("</tr>\n");
    }
}
