import java.util.*;
import seda.sandStorm.core.*;

/** A cache's list of free things, searched by name. */
public class LinkedLists implements ssLinkedListComparator {
  String name;
  LinkedLists(String name) { this.name = name; }
  public boolean compare(Object wanted, Object item) {
    return wanted.equals(((LinkedLists) item).name);
  }
  public String toString() { return name; }

  public static void main(String args[]) {
    ssLinkedList list = new ssLinkedList();
    LinkedLists b = new LinkedLists("b");
    list.add_to_tail(b);
    list.add_to_tail(new LinkedLists("c"));
    list.add_to_head(new LinkedLists("a"));
    StringBuffer sb = new StringBuffer();
    for (Enumeration e = list.elements(); e.hasMoreElements(); ) sb.append(e.nextElement());
    System.out.println(sb + " " + list.size() + " " + list.get_head() + list.get_tail());
    System.out.println(list.get_comparator("b", b) + " " + list.remove_comparator("c", b) + " " + list.get_comparator("z", b));
    System.out.println((list.get_item(b) == b) + " " + list.remove_item("nothing") + " " + list.remove_item(b));
    System.out.println(list.remove_head() + " " + list.remove_tail() + " " + list.toString("> ").startsWith("> "));
    list.add_to_tail("x");
    list.remove_all();
    ssLinkedList.ssLinkedListEnumeration none = new ssLinkedList.ssLinkedListEnumeration(list);
    try {
      none.nextElement();
    } catch (NoSuchElementException nse) {
      System.out.println("none left " + none.hasMoreElements());
    }
  }
}
