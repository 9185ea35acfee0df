package capriccio.seda.haboob;

import capriccio.seda.runtime.Log;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import seda.apps.Haboob.hdapi.httpRequestHandlerIF;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.QueueThresholdPredicate;
import seda.sandStorm.lib.http.httpInternalServerErrorResponse;
import seda.sandStorm.lib.http.httpRequest;
import seda.sandStorm.lib.http.httpResponse;

/**
 * The {@code DynamicHttp} stage: knows which URLs are dynamic, from a file of lines {@code URL CLASS} with {@code #} comments,
 * and has a stage {@code DynamicHttp [url]} for each, from its first request on.
 */
public final class DynamicHttp extends Handler {
    private volatile Map<String, HandlerPool> pages = Map.of();
    private final Map<String, SinkIF> stages = new HashMap<>(); // only accessed by the HttpRecv stage
    private @Nullable ManagerIF manager;
    private int queueThreshold = Settings.UNLIMITED;

    /** Called by the runtime. */
    public DynamicHttp() {}

    @Override
    public void init(ConfigDataIF config) throws Exception {
        Settings settings = new Settings(config);
        Path file = settings.file("configfile", true);
        queueThreshold = settings.limit("queueThreshold");
        settings.check();
        manager = config.getManager();
        pages = file == null ? Map.of() : read(file);
    }

    private static Map<String, HandlerPool> read(Path file) throws IOException, ConfigException {
        Map<Class<?>, HandlerPool> pools = new HashMap<>();
        Map<String, HandlerPool> pages = new ConcurrentHashMap<>();
        List<String> problems = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            number++;
            int comment = line.indexOf('#');
            String[] words = (comment < 0 ? line : line.substring(0, comment)).trim().split("\\s+", 0);
            if (words.length == 1 && words[0].isEmpty()) {
                continue;
            }
            String problem = problem(words, pages, pools);
            if (problem != null) {
                problems.add("Haboob: " + file + ":" + number + ": " + problem);
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return pages;
    }

    /** Takes one line's words; what is wrong with them, or null. */
    private static @Nullable String problem(
            String[] words, Map<String, HandlerPool> pages, Map<Class<?>, HandlerPool> pools) {
        if (words.length != 2 || !words[0].startsWith("/")) {
            return "'" + String.join(" ", words) + "' is no page: give a URL without its host, and a class";
        }
        try {
            Class<? extends httpRequestHandlerIF> type = Class.forName(words[1]).asSubclass(httpRequestHandlerIF.class);
            Constructor<? extends httpRequestHandlerIF> constructor = type.getConstructor();
            HandlerPool pool = pools.computeIfAbsent(type, t -> new HandlerPool(constructor));
            pool.give(pool.take()); // so that a class that cannot be instantiated is found now
            return pages.putIfAbsent(words[0], pool) == null ? null : words[0] + " is there twice: leave one out";
        } catch (ClassNotFoundException | LinkageError e) {
            return "class " + words[1] + " cannot be loaded: put it on the class path";
        } catch (ClassCastException e) {
            return "class " + words[1] + " makes no pages: have it implement " + httpRequestHandlerIF.class.getName();
        } catch (ReflectiveOperationException e) {
            return "class " + words[1] + " cannot be instantiated: give it a public constructor without arguments";
        }
    }

    /** Where requests for a URL go; null if it is not dynamic. Called by the HttpRecv stage only. */
    @Nullable SinkIF sinkFor(String url) throws Exception {
        SinkIF sink = stages.get(url);
        HandlerPool pool = sink == null ? pages.get(url) : null;
        ManagerIF runtime = manager;
        if (pool != null && runtime != null) {
            sink = runtime.createStage("DynamicHttp [" + url + "]", new Pages(pool), null).getSink();
            if (queueThreshold != Settings.UNLIMITED) {
                sink.setEnqueuePredicate(new QueueThresholdPredicate(sink, queueThreshold));
            }
            stages.put(url, sink);
        }
        return sink;
    }

    @Override
    void on(QueueElementIF event) {}

    /** The instances of one class that nobody uses. */
    private static final class HandlerPool {
        private final Constructor<? extends httpRequestHandlerIF> constructor;
        private final Queue<httpRequestHandlerIF> idle = new ConcurrentLinkedQueue<>(); // as many as there were threads at once

        HandlerPool(Constructor<? extends httpRequestHandlerIF> constructor) {
            this.constructor = constructor;
        }

        httpRequestHandlerIF take() throws ReflectiveOperationException {
            httpRequestHandlerIF handler = idle.poll();
            return handler == null ? constructor.newInstance() : handler;
        }

        void give(httpRequestHandlerIF handler) {
            idle.add(handler);
        }
    }

    /** A stage {@code DynamicHttp [url]}. */
    private static final class Pages extends Handler {
        private final HandlerPool pool;

        Pages(HandlerPool pool) {
            this.pool = pool;
        }

        @Override
        void on(QueueElementIF event) throws SinkException {
            httpRequest request = (httpRequest) event;
            httpResponse page = make(request);
            if (page == null) {
                HttpSend.sendResponse(request, new httpInternalServerErrorResponse(request, "The page failed."), true);
            } else {
                HttpSend.sendResponse(request, page, false);
            }
        }

        private @Nullable httpResponse make(httpRequest request) {
            try {
                httpRequestHandlerIF handler = pool.take();
                httpResponse page = handler.handleRequest(request);
                pool.give(handler); // one that threw is not used again
                return page;
            } catch (Exception e) {
                Log.failure("Haboob: page " + request.getURL() + " got exception: " + e, e);
                return null;
            }
        }
    }
}
