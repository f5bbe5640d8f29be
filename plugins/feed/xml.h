/* SPDX-License-Identifier: Apache-2.0
 *
 * xml.h: where the reading of an XML feed is at: shared by the part that
 * follows its elements (xml.c) and the part that makes items of them
 * (xml-item.c). */
#ifndef FEED_XML_H
#define FEED_XML_H

#include "names.h"
#include "parse.h"

#include <libxml/parser.h>

enum {
    XML_DEPTH = 64,
    XML_CAPTURE = 4 * 1024 * 1024,
    XML_ENTITIES = 64, /* that a document may declare */
    XML_ENTITY = 256   /* bytes of one, plain text only */
};

/* Where we are: what an element is for its children. */
enum place {
    IN_NOTHING, /* before the root */
    IN_FEED,    /* channel, feed, rss, RDF */
    IN_ITEM,
    IN_AUTHOR,  /* of an item */
    IN_OTHER    /* image, textinput, source ...: have titles of their own */
};

struct level {
    enum place place;
    const char *base; /* xml:base, resolved */
};

struct xml {
    struct feed *feed;
    struct feed_item *item; /* at hand */
    struct level levels[XML_DEPTH];
    size_t depth; /* may be more than levels has */
    bool failed;

    /* a text that is being taken */
    enum what what;
    size_t what_depth;
    bool markup;    /* Atom's xhtml: text is escaped again */
    bool plain;     /* Atom's text: no HTML in it */
    bool base64;    /* Atom: packed for the way */
    bool permalink; /* of a guid */
    struct mill_buf text;

    /* of the item */
    struct mill_str guid_link, self_link, enclosure;

    /* declared by the document */
    xmlEntity entities[XML_ENTITIES];
    xmlChar entity_text[XML_ENTITIES][XML_ENTITY];
    xmlChar entity_name[XML_ENTITIES][64];
    size_t n_entities;
};

/* Attributes as SAX2 gives them: name, prefix, uri, value, end. */
struct attributes {
    const xmlChar **list;
    int count;
};

/* xml.c */
bool xml_is(const xmlChar *name, const char *word);
struct mill_str xml_attribute(struct attributes a, const char *name,
                              bool of_xml);
const struct level *xml_top(const struct xml *x);

/* xml-item.c */
void xml_add_link(struct xml *x, struct attributes a);
void xml_take(struct xml *x, enum what what);
/** How the text that is being taken is written: Atom's `type` and `mode`. */
void xml_text_type(struct xml *x, struct attributes a);
void xml_start_item(struct xml *x, struct attributes a);
void xml_start_child(struct xml *x, const xmlChar *name, enum space space,
                     struct attributes a);
void xml_end_text(struct xml *x);
void xml_end_item(struct xml *x);

#endif
