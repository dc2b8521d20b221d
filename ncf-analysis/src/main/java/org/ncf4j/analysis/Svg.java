package org.ncf4j.analysis;

import java.awt.Dimension;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Writes pictures as SVG files, whose text is text. */
final class Svg {
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";
    /** Decimals of a length: a tenth of a CSS pixel is too small to see. */
    private static final int DECIMALS = 1;
    /** What XML 1.0 has no form for (section 2.2). */
    private static final String NOT_IN_XML = "[^\\t\\n\\r\\u0020-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]";

    private Svg() {}

    /** What a picture is drawn on. */
    static SVGGraphics2D graphics(int width, int height) {
        Document document;
        try {
            document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(NAMESPACE, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("Java has a builder of documents that need no settings", e);
        }
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
        context.setPrecision(DECIMALS);
        context.setComment("Drawn by ncf4j");
        SVGGraphics2D g = new SVGGraphics2D(context, false);
        g.setSVGCanvasSize(new Dimension(width, height));
        return g;
    }

    /** What was drawn. */
    static byte[] file(SVGGraphics2D g, String description) {
        Element root = g.getRoot();
        String[] size = {root.getAttribute("width"), root.getAttribute("height")};
        root.setAttribute("viewBox", "0 0 " + size[0] + " " + size[1]);
        root.setAttribute("role", "img");
        Element title = root.getOwnerDocument().createElementNS(NAMESPACE, "title");
        title.setTextContent(description);
        root.insertBefore(title, root.getFirstChild());
        Writer text = new StringWriter();
        try {
            g.stream(root, text, true, false); // styles as CSS, no escaping of what UTF-8 can hold
        } catch (SVGGraphics2DIOException e) {
            throw new IllegalStateException("a string can be written to", e);
        }
        // no document type: readers would look for it elsewhere
        return text.toString()
                .replaceFirst("<!DOCTYPE[^>]*>\\s*", "")
                .replaceAll(NOT_IN_XML, "\ufffd")
                .getBytes(StandardCharsets.UTF_8);
    }
}
