package capriccio.seda.haboob;

import capriccio.knot.cache.Page;
import capriccio.knot.cache.PageCache;
import capriccio.knot.http.BadRequestException;
import capriccio.knot.http.Request;
import capriccio.knot.http.Response;
import capriccio.knot.http.SiteHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.lib.http.httpInternals;
import seda.sandStorm.lib.http.httpRequest;
import static java.util.Objects.requireNonNull;

/**
 * The {@code CacheStage} over Knot's page cache: answers what is in memory, the small pages of a batch first, and has a stage
 * of its own wait for what is not.
 */
public final class PageCacheSized extends Handler {
    static final String MISS_STAGE = "PageCacheSized missStage";

    private static final int DEFAULT_CACHE_KB = 204_800;
    private static final Comparator<Hit> SMALL_FIRST = Comparator.comparingInt(hit -> hit.page.length());

    private String defaultName = "";
    private @Nullable PageCache cache;
    private @Nullable SinkIF misses;
    private @Nullable SinkIF httpSend;

    /** Called by the runtime. */
    public PageCacheSized() {}

    private record Hit(httpRequest asked, Request request, Page page) {}

    private record Miss(httpRequest asked, Request request, String path) implements QueueElementIF {}

    @Override
    public void init(ConfigDataIF config) throws Exception {
        Settings settings = new Settings(config);
        var root = settings.directory("rootDir");
        String name = settings.text("defaultURL");
        int kilobytes = settings.number("maxCacheSize", 0, Integer.MAX_VALUE, DEFAULT_CACHE_KB, "give kilobytes, 0 or more");
        if (name == null || name.endsWith("/")) {
            settings.reject("defaultURL", "give the name of the file that is a directory's page, such as index.html");
        }
        settings.check();
        defaultName = requireNonNull(name).startsWith("/") ? name.substring(1) : name;
        PageCache pages = PageCache.of(root, kilobytes * 1024L);
        cache = pages;
        httpSend = config.getManager().getStage("HttpSend").getSink();
        misses = config.getManager().createStage(MISS_STAGE, new Misses(pages), null).getSink();
    }

    long hits() {
        return cache == null ? 0 : cache.hits();
    }

    long misses() {
        return cache == null ? 0 : cache.misses();
    }

    @Override
    public void handleEvents(QueueElementIF[] events) {
        if (events.length == 1) {
            handleEvent(events[0]);
            return;
        }
        List<Hit> hits = new ArrayList<>(events.length);
        for (QueueElementIF event : events) {
            handle(event, hits);
        }
        hits.sort(SMALL_FIRST);
        for (Hit hit : hits) {
            guarded(hit.asked, () -> HttpSend.sendResponse(hit.asked, SiteHandler.respond(hit.request, hit.page)));
        }
    }

    private void handle(QueueElementIF event, List<Hit> hits) {
        guarded(event, () -> {
            Hit hit = look(event);
            if (hit != null) {
                hits.add(hit);
            }
        });
    }

    @Override
    void on(QueueElementIF event) throws SinkException {
        Hit hit = look(event);
        if (hit != null) {
            HttpSend.sendResponse(hit.asked, SiteHandler.respond(hit.request, hit.page));
        }
    }

    /** The page if it is in memory; all else is seen to. */
    private @Nullable Hit look(QueueElementIF event) throws SinkException {
        if (!(event instanceof httpRequest asked)) {
            requireNonNull(httpSend, "init comes first").enqueue(event);
            return null;
        }
        Request request;
        try {
            request = knots(asked);
        } catch (BadRequestException e) {
            HttpSend.sendResponse(asked, SiteHandler.badRequest(e));
            return null;
        }
        Response refusal = SiteHandler.refuse(request);
        if (refusal != null) {
            HttpSend.sendResponse(asked, refusal);
            return null;
        }
        String path = request.path().endsWith("/") ? request.path() + defaultName : request.path();
        Page page = requireNonNull(cache, "init comes first").peek(path);
        if (page != null) {
            return new Hit(asked, request, page);
        }
        requireNonNull(misses).enqueue(new Miss(asked, request, path));
        return null;
    }

    /** The request as Knot's HTTP core knows it. */
    private static Request knots(httpRequest asked) throws BadRequestException {
        Request.Version version = asked.getHttpVer() == httpRequest.HTTPVER_11
                ? Request.Version.HTTP_1_1
                : Request.Version.HTTP_1_0;
        Request.Fields fields = new Request.Fields(
                asked.getHeader("Host"),
                asked.getHeader("Range"),
                asked.getHeader("If-Range"),
                asked.getHeader("If-None-Match"),
                asked.getHeader("If-Modified-Since"));
        boolean persistent = Client.of(asked).mayPersist(asked);
        return Request.of(httpInternals.method(asked), asked.getURL(), version, persistent, fields);
    }

    /** The {@code PageCacheSized missStage}: its threads wait for the disk so that no other stage does. */
    private static final class Misses extends Handler {
        private final PageCache cache;

        Misses(PageCache cache) {
            this.cache = cache;
        }

        @Override
        void on(QueueElementIF event) throws SinkException {
            Miss miss = (Miss) event;
            Page page;
            try {
                page = cache.get(miss.path);
            } catch (IOException e) {
                HttpSend.sendResponse(miss.asked, SiteHandler.failure(miss.request, e));
                return;
            } catch (RuntimeException | OutOfMemoryError e) {
                HttpSend.sendResponse(miss.asked, SiteHandler.failure(miss.request, new IOException(e)));
                return;
            }
            HttpSend.sendResponse(miss.asked, SiteHandler.respond(miss.request, page));
        }
    }
}
