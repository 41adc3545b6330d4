import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * java LinkCheck.java &lt;jar&gt; &lt;folder of Spark's jars&gt;
 *
 * Resolves every class, field and method that the jar's class files refer to against one Spark version, the way the JVM would
 * when it links them: by name and descriptor, upwards through superclasses and interfaces, and a class must not have become an
 * interface or the reverse. Prints what is missing and exits with 1.
 */
public final class LinkCheck {
    private static final int ACC_INTERFACE = 0x0200;
    private static final int ACC_PRIVATE = 0x0002;

    private final ClassLoader loader;
    private final Map<String, ClassFile> known = new HashMap<>();
    private final Set<String> missing = new TreeSet<>();
    private int references;

    private LinkCheck(ClassLoader loader) {
        this.loader = loader;
    }

    public static void main(String[] args) throws IOException {
        List<URL> path = new ArrayList<>();
        path.add(new File(args[0]).toURI().toURL());
        for (File jar : new File(args[1]).listFiles((folder, name) -> name.endsWith(".jar"))) {
            path.add(jar.toURI().toURL());
        }
        LinkCheck check = new LinkCheck(new URLClassLoader(path.toArray(new URL[0]), ClassLoader.getPlatformClassLoader()));
        try (ZipFile jar = new ZipFile(args[0])) {
            for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements();) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".class")) {
                    check.resolveAll(new ClassFile(jar.getInputStream(entry).readAllBytes()));
                }
            }
        }
        check.missing.forEach(System.out::println);
        System.out.println(check.references + " references, " + check.missing.size() + " missing");
        System.exit(check.missing.isEmpty() && check.references > 0 ? 0 : 1);
    }

    private void resolveAll(ClassFile file) throws IOException {
        for (String name : file.classReferences) {
            references++;
            if (find(name) == null) {
                missing.add(file.name + ": class " + name);
            }
        }
        for (Member member : file.memberReferences) {
            references++;
            ClassFile owner = find(member.owner);
            if (owner == null) {
                missing.add(file.name + ": class " + member.owner);
            } else if (member.isMethod && owner.isInterface() != member.ownerIsInterface) {
                missing.add(file.name + ": " + member + " (class became interface or the reverse)");
            } else if (!declares(owner, member)) {
                missing.add(file.name + ": " + member);
            }
        }
    }

    private boolean declares(ClassFile owner, Member member) throws IOException {
        Deque<ClassFile> open = new ArrayDeque<>();
        Set<String> seen = new HashSet<>();
        open.add(owner);
        while (!open.isEmpty()) {
            ClassFile next = open.removeFirst();
            if (!seen.add(next.name)) {
                continue;
            }
            if (next.members.contains(member.key())) {
                return true;
            }
            // A method handle's polymorphic signature is declared once, for all descriptors.
            if (next.name.equals("java/lang/invoke/MethodHandle")) {
                return true;
            }
            for (String parent : next.parents) {
                ClassFile found = find(parent);
                if (found != null) {
                    open.addLast(found);
                }
            }
            if (next.isInterface()) {
                open.addLast(find("java/lang/Object"));
            }
        }
        return false;
    }

    private ClassFile find(String name) throws IOException {
        String element = name;
        while (element.startsWith("[")) {
            element = element.substring(1);
        }
        if (!element.equals(name)) {
            if (element.length() == 1) {
                return find("java/lang/Object");
            }
            element = element.substring(1, element.length() - 1);
            return find(element) == null ? null : find("java/lang/Object");
        }
        if (!known.containsKey(name)) {
            try (InputStream in = loader.getResourceAsStream(name + ".class")) {
                known.put(name, in == null ? null : new ClassFile(in.readAllBytes()));
            }
        }
        return known.get(name);
    }

    private static final class Member {
        final String owner;
        final String name;
        final String descriptor;
        final boolean isMethod;
        final boolean ownerIsInterface;

        Member(String owner, String name, String descriptor, boolean isMethod, boolean ownerIsInterface) {
            this.owner = owner;
            this.name = name;
            this.descriptor = descriptor;
            this.isMethod = isMethod;
            this.ownerIsInterface = ownerIsInterface;
        }

        String key() {
            return (isMethod ? "method " : "field ") + name + " " + descriptor;
        }

        @Override
        public String toString() {
            return owner + "." + name + " " + descriptor;
        }
    }

    /** As much of the class-file format (JVMS chapter 4) as linking needs. */
    private static final class ClassFile {
        final String name;
        final int access;
        final List<String> parents = new ArrayList<>();
        final Set<String> members = new HashSet<>();
        final List<String> classReferences = new ArrayList<>();
        final List<Member> memberReferences = new ArrayList<>();
        private final Object[] pool;

        ClassFile(byte[] bytes) throws IOException {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            in.readInt();
            in.readInt();
            pool = readPool(in);
            access = in.readUnsignedShort();
            name = className(in.readUnsignedShort());
            int parent = in.readUnsignedShort();
            if (parent != 0) {
                parents.add(className(parent));
            }
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                parents.add(className(in.readUnsignedShort()));
            }
            readMembers(in, "field ");
            readMembers(in, "method ");
        }

        boolean isInterface() {
            return (access & ACC_INTERFACE) != 0;
        }

        private Object[] readPool(DataInputStream in) throws IOException {
            int count = in.readUnsignedShort();
            Object[] entries = new Object[count];
            int[] tags = new int[count];
            for (int i = 1; i < count; i++) {
                tags[i] = in.readUnsignedByte();
                switch (tags[i]) {
                    case 1: entries[i] = in.readUTF(); break;
                    case 3: case 4: in.readInt(); break;
                    case 5: case 6: in.readLong(); i++; break;
                    case 7: case 8: case 16: case 19: case 20: entries[i] = in.readUnsignedShort(); break;
                    case 9: case 10: case 11: case 12: case 17: case 18:
                        entries[i] = new int[] {in.readUnsignedShort(), in.readUnsignedShort()}; break;
                    case 15: in.readUnsignedByte(); in.readUnsignedShort(); break;
                    default: throw new IOException("constant pool tag " + tags[i]);
                }
            }
            for (int i = 1; i < count; i++) {
                if (tags[i] == 7) {
                    classReferences.add((String) entries[(Integer) entries[i]]);
                } else if (tags[i] >= 9 && tags[i] <= 11) {
                    int[] pair = (int[]) entries[i];
                    int[] nameAndType = (int[]) entries[pair[1]];
                    memberReferences.add(new Member((String) entries[(Integer) entries[pair[0]]],
                        (String) entries[nameAndType[0]], (String) entries[nameAndType[1]], tags[i] != 9, tags[i] == 11));
                }
            }
            return entries;
        }

        private void readMembers(DataInputStream in, String kind) throws IOException {
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                int memberAccess = in.readUnsignedShort();
                String key = kind + pool[in.readUnsignedShort()] + " " + pool[in.readUnsignedShort()];
                if ((memberAccess & ACC_PRIVATE) == 0 || name.startsWith("lakebase/spark/")) {
                    members.add(key);
                }
                for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
                    in.readUnsignedShort();
                    in.skipBytes(in.readInt());
                }
            }
        }

        private String className(int index) {
            return (String) pool[(Integer) pool[index]];
        }
    }
}
