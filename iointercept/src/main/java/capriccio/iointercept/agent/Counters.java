package capriccio.iointercept.agent;

import capriccio.blockinggraph.policy.Admission;
import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.PinnedParks;
import capriccio.continuations.runtime.Scheduler;
import capriccio.iointercept.runtime.Selection;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The agent's counters by name, for people and programs. */
final class Counters {
    private Counters() {}

    static Map<String, Long> of(Running running) {
        Map<String, Long> all = new LinkedHashMap<>();
        Scheduler s = running.scheduler();
        all.put("threads started", s.started());
        all.put("threads alive", s.alive());
        all.put("threads left to the platform", Selection.onPlatform());
        all.put("carriers", (long) s.carriers());
        all.put("parks", s.parks());
        all.put("parks that pinned a carrier", s.pinnedParks());
        all.put("native calls for which another carrier took over at once", s.handOvers());
        Admission admission = running.admission();
        if (admission != null) {
            all.put("new work that was admitted", admission.admitted());
            all.put("new work that had to wait", admission.waited());
            all.put("new work that was refused", admission.refused());
        }
        PinnedParks.byReason().forEach((reason, n) -> all.put("parks pinned by " + reason, n));
        all.put("chunks of saved stacks", s.chunks());
        Weaving weaving = running.weaving();
        if (weaving != null) {
            all.put("classes from the cache", weaving.fromCache());
            all.put("classes woven", weaving.woven());
        }
        for (Pin.Reason reason : Pin.Reason.values()) {
            if (Pin.sites(reason) > 0) {
                all.put("pinning call sites " + reason, Pin.sites(reason));
            }
        }
        PinnedParks.byFrame().forEach((frame, n) -> all.put("parks pinned at " + frame, n));
        return all;
    }

    static void text(Running running, Appendable out) throws IOException {
        for (Map.Entry<String, Long> e : of(running).entrySet()) {
            String n = e.getValue().toString();
            out.append(" ".repeat(Math.max(0, 14 - n.length()))).append(n).append("  ").append(e.getKey()).append('\n');
        }
    }

    static void json(Running running, Appendable out) throws IOException {
        Json json = new Json(out).open('{');
        for (Map.Entry<String, Long> e : of(running).entrySet()) {
            json.key(e.getKey()).number(e.getValue());
        }
        json.close('}');
        out.append('\n');
    }
}
