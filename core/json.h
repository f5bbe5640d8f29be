/* SPDX-License-Identifier: Apache-2.0
 *
 * json.h: what the record wants to know of the parser besides the value. */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include <pressmill/json.h>

MILL_BEGIN_DECLS

/* Lone surrogates ("\ud800") made U+FFFD in the text parsed last. */
size_t json_parser_surrogates(const struct mill_json_parser *parser);

/* Whether the text parsed last was refused for ill-formed UTF-8. */
bool json_parser_bad_utf8(const struct mill_json_parser *parser);

MILL_END_DECLS
#endif
