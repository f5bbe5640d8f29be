#!/bin/sh
# @NAME@.sh: says whether an article speaks of a bridge. Run by the exec plugin:
# one JSON record a line comes in, one JSON object a line must go out for each,
# in order and at once. What goes to stderr goes to the terminal.
while IFS= read -r record; do
    case $record in
    *bridge* | *Міст*) echo '{"@ID@":true}' ;;
    *) echo '{"@ID@":false}' ;;
    esac
done
