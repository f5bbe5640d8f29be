# SPDX-License-Identifier: Apache-2.0
# Pipelines and language data, one file a line:
# nobase_dist_pkgdata_DATA += config/lang/uk/quotes.yaml
nobase_dist_pkgdata_DATA += config/feeds.yaml
nobase_dist_pkgdata_DATA += config/quotes.yaml
nobase_dist_pkgdata_DATA += config/research.yaml
nobase_dist_pkgdata_DATA += config/stream.yaml
nobase_dist_pkgdata_DATA += config/lang/faces.tsv
nobase_dist_pkgdata_DATA += config/lang/en/LICENSE.vader
nobase_dist_pkgdata_DATA += config/lang/en/lexicon.tsv
nobase_dist_pkgdata_DATA += config/lang/en/sentiment.yaml
nobase_dist_pkgdata_DATA += config/lang/ru/lexicon.tsv
nobase_dist_pkgdata_DATA += config/lang/ru/sentiment.yaml
nobase_dist_pkgdata_DATA += config/lang/uk/lexicon.tsv
nobase_dist_pkgdata_DATA += config/lang/uk/sentiment.yaml
# the helper of the exec plugin for programs in Python
nobase_dist_pkgdata_DATA += config/python/pressmill.py
nobase_dist_pkgdata_DATA += config/lang/en/quotes.yaml
nobase_dist_pkgdata_DATA += config/lang/ru/quotes.yaml
nobase_dist_pkgdata_DATA += config/lang/uk/quotes.yaml
nobase_dist_pkgdata_DATA += config/lang/cs/segment.yaml
nobase_dist_pkgdata_DATA += config/lang/de/segment.yaml
nobase_dist_pkgdata_DATA += config/lang/en/segment.yaml
nobase_dist_pkgdata_DATA += config/lang/es/segment.yaml
nobase_dist_pkgdata_DATA += config/lang/fr/segment.yaml
nobase_dist_pkgdata_DATA += config/lang/it/segment.yaml
nobase_dist_pkgdata_DATA += config/lang/pl/segment.yaml
nobase_dist_pkgdata_DATA += config/lang/pt/segment.yaml
nobase_dist_pkgdata_DATA += config/lang/ru/segment.yaml
nobase_dist_pkgdata_DATA += config/lang/uk/segment.yaml
nobase_dist_pkgdata_DATA += config/lang/cs/quotes.yaml
nobase_dist_pkgdata_DATA += config/lang/de/quotes.yaml
nobase_dist_pkgdata_DATA += config/lang/es/quotes.yaml
nobase_dist_pkgdata_DATA += config/lang/fr/quotes.yaml
nobase_dist_pkgdata_DATA += config/lang/it/quotes.yaml
nobase_dist_pkgdata_DATA += config/lang/pl/quotes.yaml
nobase_dist_pkgdata_DATA += config/lang/pt/quotes.yaml
