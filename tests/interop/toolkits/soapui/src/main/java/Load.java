import java.io.File;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.wsdl.Definition;
import javax.wsdl.factory.WSDLFactory;
import javax.wsdl.xml.WSDLLocator;
import javax.wsdl.xml.WSDLReader;
import javax.xml.namespace.QName;
import org.apache.xmlbeans.SchemaTypeSystem;
import org.apache.xmlbeans.XmlBeans;
import org.apache.xmlbeans.XmlObject;
import org.apache.xmlbeans.XmlOptions;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Takes the cached definitions of each interface as SoapUI does, and validates its requests with their types. */
public class Load {
    static final String CON = "http://eviware.com/soapui/config";
    static final String XS = "http://www.w3.org/2001/XMLSchema";

    public static void main(String[] files) throws Exception {
        for (String file : files) {
            XmlObject project = XmlObject.Factory.parse(new File(file));
            Element root = (Element) project.getDomNode().getFirstChild();
            for (Element one : children(root, CON, "interface")) {
                load(new File(file).getName(), one);
            }
        }
    }

    static void load(String file, Element node) throws Exception {
        Map<String, String> parts = new HashMap<>();
        Element cache = children(node, CON, "definitionCache").get(0);
        for (Element part : children(cache, CON, "part")) {
            parts.put(text(part, "url"), text(part, "content"));
        }
        WSDLReader reader = WSDLFactory.newInstance().newWSDLReader();
        reader.setFeature("javax.wsdl.verbose", false);
        Definition definition = reader.readWSDL(new Cached(cache.getAttribute("rootPart"), parts));
        javax.wsdl.Binding binding = definition.getBinding(QName.valueOf(node.getAttribute("bindingName")));
        SchemaTypeSystem types = types(parts);
        int requests = 0;
        for (Element operation : children(node, CON, "operation")) {
            if (binding.getBindingOperation(operation.getAttribute("bindingOperationName"), null, null) == null) {
                throw new IllegalStateException("no operation " + operation.getAttribute("name"));
            }
            for (Element call : children(operation, CON, "call")) {
                validate(types, text(call, "request"));
                requests++;
            }
        }
        System.out.println(file + "\t" + node.getAttribute("name") + "\t" + requests);
    }

    static SchemaTypeSystem types(Map<String, String> parts) throws Exception {
        List<XmlObject> schemas = new ArrayList<>();
        for (String text : parts.values()) {
            for (XmlObject one : XmlObject.Factory.parse(text).selectPath("declare namespace s='" + XS + "' .//s:schema")) {
                XmlObject schema = XmlObject.Factory.parse(one.xmlText(new XmlOptions().setSaveOuter()));
                NodeList imports = ((Element) schema.getDomNode().getFirstChild()).getElementsByTagNameNS(XS, "import");
                for (int i = 0; i < imports.getLength(); i++) {
                    ((Element) imports.item(i)).removeAttribute("schemaLocation");
                }
                schemas.add(schema);
            }
        }
        return XmlBeans.compileXsd(schemas.toArray(new XmlObject[0]), XmlBeans.getBuiltinTypeSystem(), new XmlOptions());
    }

    static void validate(SchemaTypeSystem types, String envelope) throws Exception {
        Element root = (Element) XmlObject.Factory.parse(envelope).getDomNode().getFirstChild();
        NodeList bodies = root.getElementsByTagNameNS(root.getNamespaceURI(), "Body");
        Node body = bodies.item(0).getFirstChild();
        while (body.getNodeType() != Node.ELEMENT_NODE) {
            body = body.getNextSibling();
        }
        QName name = new QName(body.getNamespaceURI(), body.getLocalName());
        XmlOptions options = new XmlOptions().setDocumentType(types.findDocumentType(name));
        List<Object> errors = new ArrayList<>();
        if (!XmlObject.Factory.parse(body, options).validate(new XmlOptions().setErrorListener(errors))) {
            throw new IllegalStateException(name + ": " + errors);
        }
    }

    static List<Element> children(Element parent, String namespace, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (namespace.equals(node.getNamespaceURI()) && name.equals(node.getLocalName())) {
                found.add((Element) node);
            }
        }
        return found;
    }

    static String text(Element parent, String name) {
        StringBuilder text = new StringBuilder();
        Node child = children(parent, CON, name).get(0).getFirstChild();
        for (; child != null; child = child.getNextSibling()) {
            text.append(child.getNodeValue());
        }
        return text.toString();
    }

    /** Finds documents in the cache, and nowhere else. */
    static class Cached implements WSDLLocator {
        private final String root;
        private final Map<String, String> parts;
        private String latest;

        Cached(String root, Map<String, String> parts) {
            this.root = root;
            this.parts = parts;
        }

        private InputSource source(String url) {
            if (!parts.containsKey(url)) {
                throw new IllegalStateException(url + " is not in the cache");
            }
            InputSource found = new InputSource(new StringReader(parts.get(url)));
            found.setSystemId(url);
            return found;
        }

        public InputSource getBaseInputSource() {
            return source(root);
        }

        public InputSource getImportInputSource(String parent, String place) {
            latest = java.net.URI.create(parent).resolve(place).toString();
            return source(latest);
        }

        public String getBaseURI() {
            return root;
        }

        public String getLatestImportURI() {
            return latest;
        }

        public void close() {
        }
    }
}
