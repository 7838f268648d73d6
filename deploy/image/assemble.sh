#!/bin/sh
# assemble.sh ARCHIVE IMAGE: lays out, of an archive that was unpacked in the first directory, what the image has below
# its root in the second. Run by the Dockerfile, in an image with a JDK.
set -eu
archive=$1
image=$2
java=${JAVA_HOME:?a JDK is needed}/bin
home=$image/opt/bindery

# The modules that jdeps finds for the class path of serve, and what it cannot see: elliptic curves of TLS, zip file systems,
# Kerberos' types in the HTTP client, the memory of the container, and texts of times.
modules=java.base,java.compiler,java.desktop,java.management,java.naming,java.net.http,java.scripting,java.sql
modules=$modules,jdk.jfr,jdk.unsupported,jdk.crypto.ec,jdk.zipfs,jdk.management,java.security.jgss,jdk.localedata
mkdir -p "$image/opt" "$home/lib" "$image/tmp"
chmod 1777 "$image/tmp"
"$java/jlink" --add-modules "$modules" --include-locales=en --strip-java-debug-attributes --no-header-files --no-man-pages \
  --output "$image/opt/java"
# Some distributions keep the authorities elsewhere and link to them.
cp -L "$JAVA_HOME/lib/security/cacerts" "$image/opt/java/lib/security/cacerts.copy"
mv -f "$image/opt/java/lib/security/cacerts.copy" "$image/opt/java/lib/security/cacerts"
chmod 0644 "$image/opt/java/lib/security/cacerts"

# The client of S3 is native code, which takes the authorities from a file of the system and not from Java. A slim base has none.
mkdir -p "$image/etc/ssl/certs"
"$java/keytool" -list -rfc -keystore "$image/opt/java/lib/security/cacerts" -storepass changeit |
  sed -n '/^-----BEGIN/,/^-----END/p' >"$image/etc/ssl/certs/ca-certificates.crt"
[ -s "$image/etc/ssl/certs/ca-certificates.crt" ] || { echo "assemble.sh: the JDK trusts no authority" >&2; exit 1; }
chmod 0644 "$image/etc/ssl/certs/ca-certificates.crt"

# The class path of serve: nothing that only the laptop has.
path=
for jar in "$archive"/lib/bindery-service-*.jar $(tr ':' ' ' <"$archive/lib/service.classpath"); do
  jar=${jar##*/}
  cp -p "$archive/lib/$jar" "$home/lib/"
  path=$path${path:+:}/opt/bindery/lib/$jar
done
for file in LICENSE NOTICE sbom.cyclonedx.json; do
  cp -p "$archive/$file" "$home/"
done

# The JVM's options for every command in the image, of which JDK_JAVA_OPTIONS holds those that depend on the container.
release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$image/opt/java/release")
{
  echo "-XX:+UseParallelGC"
  echo "-XX:+ExitOnOutOfMemoryError"
  echo "-XX:-HeapDumpOnOutOfMemoryError"
  echo "-XX:SharedArchiveFile=/opt/bindery/bindery.jsa"
  echo "-Xshare:auto"
  echo "-Xlog:cds=off"
  echo "-Xlog:cds+dynamic=off"
  if [ "$release" -ge 24 ]; then
    echo "--enable-native-access=ALL-UNNAMED"
    echo "--sun-misc-unsafe-memory-access=allow"
  fi
  echo "-Duser.home=/tmp"
  echo "-Dbindery.home=/opt/bindery"
  echo "-Dbindery.launcher=bindery"
  echo "-cp"
  echo "$path"
} >"$home/jvm.options"
sed -e 's/^-Xshare:auto$/-Xshare:dump/' -e 's/^-XX:+UseParallelGC$/-XX:+UseSerialGC/' "$home/jvm.options" >"$home/archive.options"
echo "-XX:SharedClassListFile=/opt/bindery/classes" >>"$home/archive.options"

# Which classes a node loads, the demo shows: its batches and packages go the whole way. It brings its own Postgres, which
# does not run as root. Where it cannot run, those of a command must do: only the start is slower then.
chmod -R a+rX "$archive"
mkdir -p /tmp/demo
chmod 0777 /tmp/demo
as_somebody="setpriv --reuid=10001 --regid=10001 --clear-groups env HOME=/tmp/demo TMPDIR=/tmp/demo XDG_CACHE_HOME=/tmp/demo/cache"
if command -v setpriv >/dev/null &&
  $as_somebody BINDERY_JAVA_OPTS=-XX:DumpLoadedClassList=/tmp/demo/classes "$archive/bin/bindery" demo >/tmp/demo/log 2>&1; then
  echo "classes of the demo: $(wc -l </tmp/demo/classes)"
else
  tail -n 20 /tmp/demo/log >&2 || true
  echo "assemble.sh: the demo does not run here: the archive of classes has those of a command only" >&2
  "$java/java" -XX:DumpLoadedClassList=/tmp/demo/classes -cp "$archive/lib/*" io.bindery.service.cli.Bindery check >/dev/null 2>&1 || true
fi
cp /tmp/demo/classes "$home/classes"
rm -rf /tmp/demo
