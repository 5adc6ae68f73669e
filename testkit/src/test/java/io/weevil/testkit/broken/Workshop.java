package io.weevil.testkit.broken;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles changed sources against the class path, in memory. */
final class Workshop implements AutoCloseable {

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(URI.create("broken:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Output extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Output(String className) {
      super(URI.create("broken:///" + className.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, Output> outputs = new HashMap<>();

    Memory(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return outputs.computeIfAbsent(className, Output::new);
    }

    @Override
    public void close() {
      // the one behind it is used again
    }
  }

  private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
  private final StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);

  /** The classes of the changed sources, by name. */
  Map<String, byte[]> build(BrokenEngine engine) {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Edit edit : engine.edits()) {
      String source = sources.computeIfAbsent(edit.className(), name -> edit.source());
      sources.put(edit.className(), edit.applyTo(source));
    }
    List<Source> units = new ArrayList<>();
    sources.forEach((name, text) -> units.add(new Source(name, text)));
    Memory memory = new Memory(files);
    StringWriter complaints = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                complaints,
                memory,
                null,
                List.of("-nowarn", "-proc:none", "-parameters", "-Xlint:none"),
                null,
                units)
            .call();
    if (!compiled) {
      throw new IllegalStateException(engine + " does not compile:\n" + complaints);
    }
    Map<String, byte[]> classes = new HashMap<>();
    memory.outputs.forEach((name, output) -> classes.put(name, output.bytes.toByteArray()));
    return classes;
  }

  @Override
  public void close() throws java.io.IOException {
    files.close();
  }
}
