import java.util.*;
import seda.apps.Haboob.hdapi.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.http.*;

/** A dynamic page: each instance counts what it has served. */
public class CounterPage implements httpRequestHandlerIF {
  private int served;

  public httpResponse handleRequest(httpRequest req) {
    served++;
    if (req.getQuery("fail") != null) return new httpInternalServerErrorResponse(req, "as asked");
    String page = "<html>" + req.getQuery("name") + " is number " + served + "</html>";
    return new httpOKResponse("text/html", new BufferElement(page.getBytes()));
  }
}
