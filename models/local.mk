# SPDX-License-Identifier: Apache-2.0
# Trained weights and their cards, one file a line:
# nobase_dist_pkgdata_DATA += models/language.bin models/language.md
nobase_dist_pkgdata_DATA += models/language.bin models/language.md
nobase_dist_pkgdata_DATA += models/sentiment-en.bin models/sentiment-en.md
nobase_dist_pkgdata_DATA += models/sentiment-ru.bin models/sentiment-ru.md
nobase_dist_pkgdata_DATA += models/extract.bin models/extract.md
nobase_dist_pkgdata_DATA += models/quotes-en.bin models/quotes-en.md
