package io.bindery.localaws.s3;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/**
 * The main class of the child JVM that runs S3Mock. It does three things that S3Mock's own main
 * does not: it binds every port to loopback only, it tells the parent its port, and it ends when
 * the parent ends, however that ended. It uses nothing but the JDK; S3Mock and what it needs come
 * from its self-contained jar, through the loader in that jar, and are reached by reflection.
 *
 * <p>Arguments: the file to write the port to, then S3Mock's own arguments.
 */
public final class S3MockMain {
  private static final String LOOPBACK = "127.0.0.1";

  private S3MockMain() {}

  /** Runs until standard input ends, which it does when the parent process ends. */
  public static void main(String[] args) throws ReflectiveOperationException, IOException {
    endWithParent();
    ClassLoader loader = jarLoader();
    Thread.currentThread().setContextClassLoader(loader);
    Path portFile = Path.of(args[0]);
    String[] rest = Arrays.copyOfRange(args, 1, args.length);
    Class<?> builderType =
        loader.loadClass("org.springframework.boot.builder.SpringApplicationBuilder");
    Class<?> application = loader.loadClass("com.adobe.testing.s3mock.S3MockApplication");
    Object builder =
        builderType
            .getConstructor(Class[].class)
            .newInstance((Object) new Class<?>[] {application});
    builderType
        .getMethod("properties", Map.class)
        .invoke(
            builder,
            Map.of(
                "server.port", "0",
                "http.port", "0",
                "server.address", LOOPBACK,
                "server.ssl.enabled", "false",
                "spring.main.banner-mode", "off"));
    Class<?> initializer =
        loader.loadClass("org.springframework.context.ApplicationContextInitializer");
    Object initializers = java.lang.reflect.Array.newInstance(initializer, 1);
    java.lang.reflect.Array.set(initializers, 0, bindConnectorsToLoopback(loader, initializer));
    builderType.getMethod("initializers", initializers.getClass()).invoke(builder, initializers);
    Object context = builderType.getMethod("run", String[].class).invoke(builder, (Object) rest);
    report(context, portFile);
  }

  private static void endWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // the parent never writes; the end of the stream is its end
                }
              } catch (IOException e) {
                // the same
              }
              Runtime.getRuntime().halt(0);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  /** The class loader that the jar's own launcher would have made. */
  private static ClassLoader jarLoader() throws ReflectiveOperationException {
    Class.forName("org.springframework.boot.loader.net.protocol.Handlers")
        .getMethod("register")
        .invoke(null);
    Class<?> launcherType = Class.forName("org.springframework.boot.loader.launch.JarLauncher");
    Object launcher = launcherType.getConstructor().newInstance();
    Object urls = declared(launcherType, "getClassPathUrls").invoke(launcher);
    return (ClassLoader)
        declared(launcherType, "createClassLoader", Collection.class).invoke(launcher, urls);
  }

  private static Method declared(Class<?> type, String name, Class<?>... parameters)
      throws NoSuchMethodException {
    for (Class<?> t = type; t != null; t = t.getSuperclass()) {
      try {
        Method method = t.getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return method;
      } catch (NoSuchMethodException e) {
        // declared further up, or nowhere
      }
    }
    throw new NoSuchMethodException(type + "." + name);
  }

  /** S3Mock has a second connector that no setting binds to an address. */
  private static Object bindConnectorsToLoopback(ClassLoader loader, Class<?> initializer)
      throws ReflectiveOperationException {
    Class<?> processorType =
        loader.loadClass("org.springframework.beans.factory.config.BeanPostProcessor");
    Object processor =
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {processorType},
            (proxy, method, args) -> {
              if (method.getName().startsWith("postProcess")) {
                Object bean = args[0];
                if (method.getName().equals("postProcessBeforeInitialization")
                    && bean.getClass()
                        .getName()
                        .equals("org.apache.catalina.connector.Connector")) {
                  bean.getClass()
                      .getMethod("setProperty", String.class, String.class)
                      .invoke(bean, "address", LOOPBACK);
                }
                return bean;
              }
              return ofObject(proxy, method, args);
            });
    return Proxy.newProxyInstance(
        loader,
        new Class<?>[] {initializer},
        (proxy, method, args) -> {
          if (method.getName().equals("initialize")) {
            Class<?> contextType =
                loader.loadClass("org.springframework.context.ConfigurableApplicationContext");
            Object factory = contextType.getMethod("getBeanFactory").invoke(args[0]);
            loader
                .loadClass("org.springframework.beans.factory.config.ConfigurableBeanFactory")
                .getMethod("addBeanPostProcessor", processorType)
                .invoke(factory, processor);
            return null;
          }
          return ofObject(proxy, method, args);
        });
  }

  private static Object ofObject(Object proxy, Method method, Object[] args)
      throws IllegalAccessException, InvocationTargetException {
    return switch (method.getName()) {
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == args[0];
      case "toString" -> "localaws";
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  /** Written whole and moved into place, so that the parent never reads half a number. */
  private static void report(Object context, Path portFile)
      throws ReflectiveOperationException, IOException {
    Object environment = context.getClass().getMethod("getEnvironment").invoke(context);
    Object port =
        environment
            .getClass()
            .getMethod("getProperty", String.class)
            .invoke(environment, "local.server.port");
    Path next = portFile.resolveSibling(portFile.getFileName() + ".next");
    Files.writeString(next, String.valueOf(port));
    Files.move(next, portFile, StandardCopyOption.ATOMIC_MOVE);
  }
}
