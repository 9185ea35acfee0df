package capriccio.seda.haboob;

import capriccio.knot.http.Response;
import seda.sandStorm.api.QueueElementIF;

/** The response to the request that its connection has under way. */
record HttpResponder(Response response) implements QueueElementIF {}
