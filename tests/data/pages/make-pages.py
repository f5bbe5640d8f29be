#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the pages of this folder from articles-uk.txt and articles-ru.txt.

  make-pages.py        writes uk-01.html ... ru-20.html and gold.json

The articles are our own; so are the templates, which have the shapes that the
large Ukrainian and Russian news sites have, with the things around and within
an article that must not get into its text. Each of those is listed in
gold.json under "without". The output is kept beside this script, so that
tests need no Python.
"""
import json
import os
import re
from html import escape as esc

HERE = os.path.dirname(os.path.abspath(__file__))

WORDS = {
    'uk': dict(
        site='Криниця', home='Головна', menu=['Новини', 'Політика', 'Економіка', 'Війна', 'Культура', 'Спорт', 'Наука', 'Погода', 'Відео'],
        langs=['ua', 'en', 'ru'], read='Читайте також', more='Новини за темою', last='Останні новини', top='Популярне',
        photo='Фото', credit='архів редакції', caption='Ілюстративне фото, зроблене цього року', share='Поділитися', tags='Теги',
        typo='Якщо ви помітили помилку, виділіть необхідний текст і натисніть Ctrl+Enter, щоб повідомити про це редакцію.',
        sub='Підписуйтесь на наш канал у Telegram, щоб першими дізнаватися про головне.',
        urgent='Термінові та важливі повідомлення про події дня читайте у нашому телеграм-каналі.',
        cookie='Цей сайт використовує файли cookie, щоб зробити його зручнішим. Продовжуючи переглядати сайт, ви погоджуєтеся з цим.',
        accept='Погоджуюся', copy='Усі права захищено. Використання матеріалів дозволено лише за умови активного посилання.',
        comments='Коментарі', addc='Щоб залишити коментар, увійдіть на сайт.', author='Автор', ad='Реклама',
        says=['Нарешті добра новина, бо від решти вже болить голова.', 'А в нас у селі таке було ще десять років тому, і нічого.',
              'Цікаво, скільки на цьому хтось заробив? Напишіть краще про дороги.'],
        letter='Отримуйте головне за тиждень на пошту', email='Введіть вашу адресу', also='Вас також може зацікавити', views='переглядів',
        months=['січня', 'лютого', 'березня', 'квітня', 'травня', 'червня', 'липня', 'серпня', 'вересня', 'жовтня', 'листопада', 'грудня'],
        closing='Більше про {} читайте у матеріалі редакції.', tagwords=['суспільство', 'громада', 'Україна', 'репортаж'],
        support='Підтримайте незалежну журналістику: станьте членом нашого клубу читачів.', about='Про нас', rules='Правила користування'),
    'ru': dict(
        site='Слобода', home='Главная', menu=['Новости', 'Политика', 'Экономика', 'Мир', 'Культура', 'Спорт', 'Наука', 'Погода', 'Видео'],
        langs=['ru', 'en', 'ua'], read='Читайте также', more='Новости по теме', last='Последние новости', top='Популярное',
        photo='Фото', credit='архив редакции', caption='Иллюстративное фото, снятое в этом году', share='Поделиться', tags='Теги',
        typo='Если вы заметили ошибку, выделите необходимый текст и нажмите Ctrl+Enter, чтобы сообщить об этом редакции.',
        sub='Подписывайтесь на наш канал в Telegram, чтобы первыми узнавать о главном.',
        urgent='Срочные и важные сообщения о событиях дня читайте в нашем телеграм-канале.',
        cookie='Этот сайт использует файлы cookie, чтобы сделать его удобнее. Продолжая просмотр, вы соглашаетесь с этим.',
        accept='Соглашаюсь', copy='Все права защищены. Использование материалов разрешено только при наличии активной ссылки.',
        comments='Комментарии', addc='Чтобы оставить комментарий, войдите на сайт.', author='Автор', ad='Реклама',
        says=['Наконец-то хорошая новость, от остальных уже болит голова.', 'А у нас в деревне такое было десять лет назад, и ничего.',
              'Интересно, сколько на этом кто-то заработал? Напишите лучше про дороги.'],
        letter='Получайте главное за неделю на почту', email='Введите ваш адрес', also='Вам может быть интересно', views='просмотров',
        months=['января', 'февраля', 'марта', 'апреля', 'мая', 'июня', 'июля', 'августа', 'сентября', 'октября', 'ноября', 'декабря'],
        closing='Больше о {} читайте в материале редакции.', tagwords=['общество', 'город', 'люди', 'репортаж'],
        support='Поддержите независимую журналистику: вступите в наш клуб читателей.', about='О нас', rules='Правила пользования'),
}


def articles(lang):
    for part in open(os.path.join(HERE, f'articles-{lang}.txt'), encoding='utf-8').read().split('== ')[1:]:
        head, *lines = part.strip().split('\n')
        ident, section, author, date = (x.strip() for x in head.split('|'))
        blocks = [(l[0], l[3:]) for l in lines]
        yield dict(id=ident, lang=lang, section=section, author=author, date=date, title=blocks[0][1], blocks=blocks[1:])


class Page:
    """Text that must not get into the article is noted as it is written."""

    def __init__(self, a, others, n):
        self.a, self.others, self.n, self.w = a, others, n, WORDS[a['lang']]
        self.without = []
        y, m, d = a['date'][:10].split('-')
        self.shown = f"{int(d)} {self.w['months'][int(m) - 1]} {y}, {a['date'][11:16]}"
        self.dots = f"{d}.{m}.{y}, {a['date'][11:16]}"

    def no(self, text):
        self.without.append(text)
        return esc(text, quote=False)

    def other(self, i):
        return self.others[(self.n * 7 + i) % len(self.others)]

    def link(self, i, cls=''):
        o = self.other(i)
        return f'<a{cls} href="/{o["lang"]}/news/{o["id"]}.html">{self.no(o["title"])}</a>'

    def read_also(self, i):
        return f'{self.no(self.w["read"])}: {self.link(i)}'

    def body(self, par='<p>{}</p>', head='<h2>{}</h2>', between=()):
        """The article, with junk after the blocks named in `between`."""
        out, items, between = [], [], dict(between)
        blocks = self.a['blocks']
        for i, (kind, text) in enumerate(blocks):
            if kind == 'L':
                items.append(f'<li>{esc(text, quote=False)}</li>')
                if i + 1 == len(blocks) or blocks[i + 1][0] != 'L':
                    out.append('<ul>' + '\n'.join(items) + '</ul>')
                    items = []
            elif kind == 'H':
                out.append(head.format(esc(text, quote=False)))
            elif kind == 'Q':
                out.append(f'<blockquote><p>{esc(text, quote=False)}</p></blockquote>')
            else:
                t = esc(text, quote=False)
                if i == 1:  # a link within the text stays
                    words = t.split(' ')
                    t = ' '.join(words[:3]) + ' <a href="/x/">' + ' '.join(words[3:6]) + '</a> ' + ' '.join(words[6:])
                out.append(par.format(t))
            if i in between:
                out.append(between[i])
        return '\n'.join(out)

    def ld(self, body=False):
        a = self.a
        d = {'@context': 'https://schema.org', '@type': 'NewsArticle', 'headline': a['title'], 'datePublished': a['date'],
             'dateModified': a['date'], 'author': [{'@type': 'Person', 'name': a['author']}], 'articleSection': a['section'],
             'publisher': {'@type': 'Organization', 'name': self.w['site']}}
        if body:
            d['articleBody'] = ' '.join(t for k, t in a['blocks'])
        return '<script type="application/ld+json">' + json.dumps(d, ensure_ascii=False) + '</script>'

    def og(self):
        a = self.a
        return (f'<meta property="og:title" content="{esc(a["title"])}"/><meta property="og:site_name" content="{self.w["site"]}"/>'
                f'<meta property="article:published_time" content="{a["date"]}"/><meta property="og:type" content="article"/>'
                f'<meta name="description" content="{esc(a["blocks"][0][1])}"/>')

    def nav(self, cls='main-menu'):
        return f'<nav class="{cls}"><ul>' + ''.join(f'<li><a href="/{i}/">{esc(x)}</a></li>' for i, x in enumerate(self.w['menu'])) + '</ul></nav>'

    def langs(self, cls='lang-switch'):
        self.without.append(' '.join(self.w['langs']))
        return f'<div class="{cls}">' + ' '.join(f'<a href="/{x}/">{x}</a>' for x in self.w['langs']) + '</div>'

    def feed(self, n=8, cls='news-feed', first=3):
        out = [f'<h3>{self.no(self.w["last"])}</h3>']
        for i in range(n):
            out.append(f'<div class="{cls}__item"><span class="{cls}__time">{8 + i}:{10 + 5 * i}</span> {self.link(first + i)}</div>')
        return f'<div class="{cls}">' + '\n'.join(out) + '</div>'

    def cards(self, title, n=4, first=11, tag='section', cls='related'):
        out = []
        for i in range(n):
            o = self.other(first + i)
            out.append(f'<div class="{cls}-card"><a href="/{o["id"]}"><img src="/i/{o["id"]}.jpg" alt=""><h4>{self.no(o["title"])}</h4></a>'
                       f'<p>{self.no(o["blocks"][0][1])}</p><span>{o["date"][:10]}</span></div>')
        return f'<{tag} class="{cls}"><h3>{self.no(title)}</h3>' + '\n'.join(out) + f'</{tag}>'

    def tags(self, cls='tags'):
        return f'<div class="{cls}">{self.w["tags"]}: ' + ', '.join(f'<a href="/tag/{i}">{self.no(x)}</a>' for i, x in enumerate(self.w['tagwords'])) + '</div>'

    def share(self):
        return (f'<div class="share-buttons"><span>{self.no(self.w["share"])}</span><ul><li><a href="#">Facebook</a></li><li><a href="#">Telegram</a></li>'
                '<li><a href="#">Twitter</a></li><li><a href="#">WhatsApp</a></li></ul></div>')

    def comments(self):
        out = ''.join(f'<div class="comment"><b>guest{i}</b><p>{self.no(t)}</p></div>' for i, t in enumerate(self.w['says']))
        return f'<div id="comments"><h3>{self.no(self.w["comments"])}</h3>{out}<p>{self.no(self.w["addc"])}</p></div>'

    def cookie(self):
        return f'<div class="cookie-banner"><p>{self.no(self.w["cookie"])}</p><button>{self.w["accept"]}</button></div>'

    def footer(self):
        return (f'<footer><ul><li><a href="/about">{self.w["about"]}</a></li><li><a href="/rules">{self.w["rules"]}</a></li></ul>'
                f'<p>© 2025 {self.w["site"]}. {self.no(self.w["copy"])}</p></footer>')

    def figure(self):
        text = f'{self.w["caption"]} ({self.w["photo"]}: {self.w["credit"]})'
        return f'<figure><img src="/p.jpg" alt="{esc(self.a["title"])}"><figcaption>{self.no(text)}</figcaption></figure>'

    def head(self, extra='', charset='utf-8'):
        a = self.a
        return (f'<!DOCTYPE html>\n<html lang="{a["lang"]}"><head><meta charset="{charset}">'
                f'<title>{esc(a["title"], quote=False)} | {self.w["site"]}</title>{extra}'
                '<style>.a{color:red} p > a {color: blue}</style><script>var q = "<p>not text</p>"; if (1 < 2) { q += "</div>"; }</script></head>')


def agency(p):
    """A wire: language menu on top, credit under the photo, lines of the
    editors within and below."""
    w, a = p.w, p.a
    return (p.head(p.og() + p.ld()) + f'<body><header class="header">{p.langs()}<div class="logo"><a href="/">{w["site"]}</a></div>{p.nav()}</header>'
            f'<div class="layout"><div class="article-col"><div class="breadcrumbs"><a href="/">{w["home"]}</a> » <a href="/s/">{a["section"]}</a></div>'
            f'<h1>{esc(a["title"])}</h1><div class="publication-info"><a href="/author/x">{a["author"]}</a> <span>{p.shown}</span></div>'
            f'<div class="photo"><img src="/p.jpg"><div class="photo-credit">{p.no(w["photo"] + ": " + w["credit"])}</div></div>'
            f'<div class="txt">{p.body(between={1: "<p><strong>" + p.read_also(1) + "</strong></p>", 3: "<p>" + p.read_also(2) + "</p>"})}'
            f'<p><em>{p.no(w["urgent"])}</em></p></div>{p.tags()}{p.share()}<p class="typo">{p.no(w["typo"])}</p>{p.cards(w["more"])}</div>'
            f'<div class="sidebar">{p.feed()}</div></div>{p.footer()}</body></html>')


def daily(p):
    """A daily: byline before the text, lists of links within, advertising
    words, no JSON-LD."""
    w, a = p.w, p.a
    inner = (f'<ul class="also"><li><strong>{p.no(w["also"])}:</strong></li><li>{p.link(1)}</li><li>{p.link(2)}</li><li>{p.link(3)}</li></ul>')
    ad = f'<div class="ban_block"><span>{w["ad"]}:</span></div>'
    return (p.head(p.og()) + f'<body>{p.cookie()}<div class="top"><div class="menu">{p.nav("menu__list")}</div>{p.langs("header__lang")}</div>'
            f'<main><article class="post"><header class="post__header"><h1 class="post__title">{esc(a["title"])}</h1>'
            f'<div class="post__time"><span class="post__author"><a href="/authors/x/">{a["author"]}</a></span> — {p.shown}</div></header>'
            f'<div class="post__photo"><img src="/1.jpg"><div class="post__photo-desc">{p.no(w["caption"])}. {p.no(w["photo"] + ": " + w["credit"])}</div></div>'
            f'<div class="post__text">{p.body(between={0: ad, 2: inner})}<p><b>{p.read_also(5)}</b></p>'
            f'<div class="post__report">{p.no(w["typo"])}</div></div>{p.tags("post__tags")}</article>'
            f'<aside>{p.feed(10, "feed", 4)}{p.cards(w["top"], 3, 15, "div", "popular")}</aside></main>{p.comments()}{p.footer()}</body></html>')


def portal(p):
    """A portal: text in <div>s instead of <p>, cards within the text."""
    w, a = p.w, p.a
    card = (f'<div class="article-block" data-type="article"><a href="/y/"><div class="article-block__announce">{p.no(p.other(2)["title"])}</div>'
            f'<div class="article-block__date">{p.other(2)["date"][:10]}</div></a></div>')
    return (p.head(p.ld(True)) + f'<body><div class="page"><div class="page__header">{p.nav("widget-menu")}<form class="search"><input name="q"><button>OK</button></form></div>'
            f'<div class="article__header"><div class="article__info"><span class="article__date">{p.dots}</span> <span class="article__views">4821 {w["views"]}</span></div>'
            f'<h1 class="article__title">{esc(a["title"])}</h1></div>'
            f'<div class="article__announce"><img src="/a.jpg"><div class="media__copyright">© {p.no(w["photo"] + ": " + w["credit"])}</div></div>'
            f'<div class="article__body">{p.body(chr(60) + "div class=" + chr(34) + "article-block" + chr(34) + " data-type=" + chr(34) + "text" + chr(34) + "><div class=" + chr(34) + "article__text" + chr(34) + ">{}</div></div>", "<div class=" + chr(34) + "article-block" + chr(34) + "><h3>{}</h3></div>", {1: card})}</div>'
            f'{p.share()}{p.tags("article__tags")}</div><div class="lenta">{p.feed(12, "lenta", 5)}</div>'
            f'<div class="endless">{p.cards(w["last"], 5, 20, "div", "list-item")}</div>{p.footer()}</body></html>')


def magazine(p):
    """A magazine: everything behind generated class names, a figure, a
    subscription box and a call for support within the text."""
    w, a = p.w, p.a
    box = f'<div class="c9x1"><p>{p.no(w["support"])}</p><a class="btn" href="/club">OK</a></div>'
    sub = f'<div class="n3wsl"><h4>{p.no(w["letter"])}</h4><form><input placeholder="{w["email"]}"><button>OK</button></form></div>'
    return (p.head(p.og() + p.ld()) + f'<body><div id="root"><div class="h7d"><div class="h7e">{p.langs("l2")}{p.nav("n1")}</div></div><div class="k2"><div class="k3">'
            f'<h1 class="t1">{esc(a["title"])}</h1><div class="b1"><span>{w["author"]}: {a["author"]}</span><time datetime="{a["date"]}">{p.shown}</time></div>{p.figure()}'
            f'<div class="k4">{p.body(chr(60) + "p class=" + chr(34) + "q1" + chr(34) + ">{}</p>", "<h3 class=t2>{}</h3>", {1: sub, 2: box})}</div>'
            f'<div class="k5"><p>{p.no(w["sub"])}</p></div>{p.share()}</div><div class="k6">{p.cards(w["top"], 5, 9, "div", "m5")}</div></div>{p.footer()}</div></body></html>')


def old(p):
    """An old site: tables, <br><br>, no classes worth a name."""
    w, a = p.w, p.a
    body, between = [], {1: f'<b>{p.no(w["read"])}:</b> {p.link(1)}'}
    for i, (k, t) in enumerate(a['blocks']):
        body.append(f'<b>{esc(t, quote=False)}</b>' if k == 'H' else esc(t, quote=False))
        if i in between:
            body.append(between[i])
    left = '<br>'.join(f'<a href="/{i}.php">{x}</a>' for i, x in enumerate(w['menu']))
    return (p.head('', p.charset).replace('<!DOCTYPE html>\n', '') + f'<body bgcolor=#ffffff><center><table width=1000><tr><td colspan=3>{" | ".join(p.w["langs"])}<h2>{w["site"]}</h2></td></tr>'
            f'<tr><td width=150 valign=top>{left}</td><td valign=top><font size=1>{p.dots}</font><h1>{esc(a["title"], quote=False)}</h1>'
            f'<img src=p.jpg align=left><font size=1>{p.no(w["photo"] + ": " + w["credit"])}</font><br><br>' + '<br><br>\n'.join(body) +
            f'<br><br><i>{w["author"]}: {a["author"]}</i><br><br><font size=1>{p.no(w["typo"])}</font></td>'
            f'<td width=200 valign=top>{p.feed(7, "nf", 2)}</td></tr></table><hr><small>© 2025 {w["site"]}. {p.no(w["copy"])}</small></center></body></html>')


def blog(p):
    """A regional site on a common blog engine: comments, related posts,
    a widget column, a line that sends readers on."""
    w, a = p.w, p.a
    return (p.head(p.og()) + f'<body class="single single-post">{p.cookie()}<div id="page"><header id="masthead"><p class="site-title">{w["site"]}</p>{p.nav("main-navigation")}</header>'
            f'<div id="content"><div id="primary"><article class="post type-post hentry"><header class="entry-header"><h1 class="entry-title">{esc(a["title"])}</h1>'
            f'<div class="entry-meta"><span class="posted-on"><time class="entry-date published" datetime="{a["date"]}">{p.shown}</time></span> <span class="byline"><a rel="author" href="/author/x/">{a["author"]}</a></span></div></header>'
            f'<div class="entry-content"><figure class="wp-block-image"><img src="/w.jpg"><figcaption>{p.no(w["photo"] + ": " + w["credit"])}</figcaption></figure>'
            f'{p.body(between={2: "<p>" + p.read_also(3) + "</p>"})}<p>{p.no(w["closing"].format(a["section"].lower()))}</p>'
            f'<div class="sharedaddy">{p.share()}</div></div><footer class="entry-footer">{p.tags("tags-links")}</footer></article>'
            f'<nav class="post-navigation"><div class="nav-previous">{p.link(8)}</div><div class="nav-next">{p.link(9)}</div></nav>{p.cards(w["also"], 3, 12, "div", "related-posts")}{p.comments()}</div>'
            f'<aside id="secondary"><section class="widget"><h2>{p.no(w["last"])}</h2><ul>' + ''.join(f'<li>{p.link(i)}</li>' for i in range(14, 20)) +
            f'</ul></section></aside></div>{p.footer()}</div></body></html>')


def broadcaster(p):
    """A television site: a player on top, a title that is repeated as the
    caption, items of a list around the text."""
    w, a = p.w, p.a
    quote = f'<div class="promo-link"><span>{p.no(w["read"])}</span><p>{p.link(4)}</p></div>'
    return (p.head(p.og() + p.ld()) + f'<body><div class="c-header">{p.nav("c-nav")}{p.langs("c-lang")}</div><main class="c-main"><article class="c-article">'
            f'<header><h1>{esc(a["title"])}</h1><p class="c-article__lead">{esc(a["blocks"][0][1], quote=False)}</p><div class="c-bar"><span class="i-author">{a["author"]}</span>'
            f'<time datetime="{a["date"]}">{p.shown}</time></div></header><figure class="c-article__media"><div class="video-player"></div><figcaption>{p.no(a["title"] + " " + w["photo"] + ": " + w["credit"])}</figcaption></figure>'
            f'<div class="c-article__body">{p.body_rest(quote)}<p><strong>{p.no(w["sub"])}</strong></p></div>{p.tags("c-tags")}</article>'
            f'<aside class="c-aside">{p.feed(9, "c-feed", 1)}</aside></main>{p.cards(w["more"], 6, 13, "section", "c-entry")}{p.footer()}</body></html>')


def body_rest(self, quote):
    """The blocks behind the lead, which stands in the header."""
    blocks, self.a['blocks'] = self.a['blocks'], self.a['blocks'][1:]
    out = self.body(between={1: quote})
    self.a['blocks'] = blocks
    return out


Page.body_rest = body_rest


def mobile(p):
    """A page made for telephones: few elements, all in one column, sections
    that repeat after the article."""
    w, a = p.w, p.a
    return (p.head(p.ld()) + f'<body>{p.langs("m")}<div class="content"><section class="news"><h1>{esc(a["title"])}</h1><p class="d">{p.shown}</p>{p.figure()}'
            f'{p.body(between={2: "<p class=rel>" + p.read_also(6) + "</p>"})}<p>{p.no(w["typo"])}</p><p>{p.no(w["urgent"])}</p></section>'
            + ''.join(f'<section class="next"><h2><a href="/n/{i}">{p.no(p.other(i)["title"])}</a></h2><p>{p.no(p.other(i)["blocks"][0][1])}</p></section>' for i in range(5)) +
            f'</div>{p.footer()}</body></html>')


TEMPLATES = [agency, daily, portal, magazine, old, blog, broadcaster, mobile]


def main():
    gold = {}
    for lang in ('uk', 'ru'):
        every = list(articles(lang))
        for n, a in enumerate(every):
            make = TEMPLATES[n % len(TEMPLATES)]
            p = Page(a, [o for o in every if o is not a], n)
            p.charset = 'utf-8'
            if make is old:  # bytes of old encodings, as such sites have them
                p.charset = 'koi8-u' if lang == 'uk' and n < 8 else 'windows-1251'
            page = make(p)
            with open(os.path.join(HERE, a['id'] + '.html'), 'wb') as f:
                f.write(page.encode(p.charset, 'xmlcharrefreplace'))
            text = [t for _, t in a['blocks']]
            own = '\n'.join(text)
            without = sorted({x for x in p.without if x not in own})
            gold[a['id']] = dict(url=f'https://example.org/{lang}/{a["section"]}/{a["id"]}.html', articleBody='\n\n'.join(text), title=a['title'],
                                 date=a['date'][:10], without=without, template=make.__name__)
            if make not in (portal, mobile) or 'ld' in page[:3000]:
                gold[a['id']]['author'] = a['author']
    with open(os.path.join(HERE, 'gold.json'), 'w', encoding='utf-8') as f:
        json.dump(gold, f, ensure_ascii=False, indent=1)
        f.write('\n')
    with open(os.path.join(HERE, 'list.tsv'), 'w', encoding='utf-8') as f:
        for k, v in gold.items():
            f.write(f'{k}\t{v["url"]}\t{k}.html\n')


if __name__ == '__main__':
    main()
