package io.bindery.service.browser;

import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The console in a browser. A service and a browser take longer to start than most of its tests
 * run: all of them are one class, so that both are started once.
 */
@ExtendWith(ConsoleExtension.class)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class ConsoleTest {
  @Nested
  @Order(1)
  class Empty extends ConsoleEmpty {}

  @Nested
  @Order(2)
  class Pages extends ConsolePages {}

  @Nested
  @Order(3)
  @Tag("slow")
  class WorkPages extends ConsoleWorkPages {}

  @Nested
  @Order(4)
  class Orders extends ConsoleOrders {}

  @Nested
  @Order(5)
  @Tag("slow")
  class Stream extends ConsoleStream {}

  @Nested
  @Order(6)
  class SignIn extends ConsoleSignIn {}
}
