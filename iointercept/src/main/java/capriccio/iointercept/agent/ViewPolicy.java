package capriccio.iointercept.agent;

import capriccio.blockinggraph.limit.Decision;
import capriccio.blockinggraph.policy.Admission;
import capriccio.blockinggraph.policy.Governor;
import capriccio.blockinggraph.policy.PolicyState;
import java.io.IOException;
import java.util.Locale;

/** Limits, admission, held nodes and decisions of {@code policy=graph} for the live view. */
final class ViewPolicy {
    private ViewPolicy() {}

    /** As of {@code now}, on the clock of {@link System#nanoTime}. */
    static void write(Json json, Governor governor, long now) throws IOException {
        PolicyState state = governor.state();
        json.key("resources").open('[');
        for (String name : state.resources()) {
            json.string(name);
        }
        json.close(']').key("fallenBack").truth(state.fallenBack()).key("queued").number(state.queued())
                .key("held").number(state.held());
        json.key("limits").open('[');
        for (PolicyState.Limit limit : state.limits()) {
            json.open('{').key("resource").number(limit.resource()).key("used").real(limit.used()).key("limit").real(limit.limit())
                    .key("strain").real(limit.strain()).key("full").truth(limit.full()).close('}');
        }
        json.close(']').key("treated").open('[');
        for (PolicyState.Treatment node : state.nodes()) {
            json.open('{').key("node").number(node.node()).key("heldBy").number(node.heldBy())
                    .key("level").number(node.level()).close('}');
        }
        Admission admission = governor.admission();
        json.close(']').key("admission").open('{').key("limited").truth(!admission.isOpen())
                .key("admitted").number(admission.admitted()).key("waiting").number(admission.waiting())
                .key("refused").number(admission.refused()).close('}');
        json.key("decisionsInAll").number(governor.journal().count()).key("decisions").open('[');
        for (Decision d : governor.journal().decisions()) {
            json.open('{').key("secondsAgo").real((now - d.nanos()) / 1e9).key("resource").string(d.resource())
                    .key("kind").string(d.kind().name().toLowerCase(Locale.ROOT)).key("limitBefore").real(d.limitBefore())
                    .key("limit").real(d.limit()).key("used").real(d.used()).key("strain").real(d.strain()).close('}');
        }
        json.close(']');
    }
}
