# ruff: noqa: E501 - markup as its systems write it, a line each
"""Pages of systems made by hand: tables of old PHP and ASP.NET in windows-1256, and Bootstrap templates."""

from tests.feeds.page.newsrooms.furniture import COOKIES_EN, comments, headlines, menu, page, paragraphs
from tests.feeds.page.newsrooms.story import COLUMN, CRASH, DOLLAR, FLASH, FLU, MATCH, SEWERS, Page


def _bytes(html: str) -> bytes:
    return html.encode("windows-1256")


def php_tables() -> Page:
    """PHP of 2006: nested tables, the text in one cell parted by two breaks, today's date on top."""
    text = "<br><br>\n".join(CRASH.paragraphs)
    body = f"""<table width="980" align="center" cellpadding="0" cellspacing="0"><tr><td colspan="3"><img src="header.gif" width="980"></td></tr>
    <tr bgcolor="#003366"><td colspan="3"><font color="#ffffff">الأربعاء 25/11/2026 &nbsp; {menu("b")}</font></td></tr><tr><td width="180" valign="top">
    <table>{headlines('<tr><td><a href="news.php?id={0}">{1}</a></td></tr>', 6)}</table></td><td width="600" valign="top">
    <table width="100%"><tr><td class="titr" align="center"><font face="Simplified Arabic" size="5" color="#990000"><b>{CRASH.title}</b></font></td></tr>
    <tr><td align="left"><font size="2">تاريخ النشر : 2026-11-24 17:11:00 &nbsp;&nbsp; عدد القراءات : 135</font></td></tr>
    <tr><td align="justify" dir="rtl"><font face="Simplified Arabic" size="4"><img src="photo/1.jpg" align="left" width="250" height="180">{text}</font></td></tr>
    <tr><td><a href="print.php?id=48213">نسخة للطباعة</a> | <a href="send.php">ارسل الى صديق</a></td></tr></table></td><td width="200" valign="top">
    <table><tr><td>استفتاء</td></tr><tr><td><form>ما رأيك بأداء الموقع الجديد بعد التحديث الأخير؟<br><input type="radio">جيد<input type="radio">مقبول<input type="submit" value="تصويت"></form></td></tr></table>
    </td></tr></table><center><font size="1">جميع الحقوق محفوظة لموقع ديالى نت 2006 - 2026</font></center>"""
    html = page(
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">',
        body,
        title=f"ديالى نت - {CRASH.title}",
        lang="",
    )
    return Page(kind="PHP tables, windows-1256", html=_bytes(html), story=CRASH, views=135)


def php_undeclared() -> Page:
    """The same age, no charset at all, the headline only in the title, paragraphs opened and never closed."""
    text = "\n<p align=justify>".join(f"<font size=4>{text}</font>" for text in COLUMN.paragraphs)
    body = f"""<table border=0 width=100%><tr><td>{menu("font")}</td></tr><tr><td><font size=6 color=red>{COLUMN.title}</font><br>
    <font size=3>بقلم : سعدون الساعدي</font><br><font size=2>24/11/2026 05:11 م</font><hr><p align=justify>{text}
    <p align=center><a href="javascript:history.back()">عودة</a></td></tr></table>"""
    html = page("", body, title=f"كتابات في الميزان : {COLUMN.title}", lang="")
    return Page(
        kind="PHP, no charset, open paragraphs", html=_bytes(html), story=COLUMN, author="سعدون الساعدي"
    )


def webforms() -> Page:
    """ASP.NET WebForms: a form around all, labels by id, no heading, a title that names the site only."""
    text = "<br /><br />".join(SEWERS.paragraphs)
    body = f"""<form method="post" action="news.aspx?id=48213" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="/wEPDwUKLTY1">
    <div id="ctl00_header"><span id="ctl00_lblToday">الأربعاء 25 تشرين الثاني 2026</span>{menu("span")}</div>
    <div id="ctl00_ContentPlaceHolder1_pnl"><span id="ctl00_ContentPlaceHolder1_lblTitle" class="NewsTitle">{SEWERS.title}</span><br />
    <span id="ctl00_ContentPlaceHolder1_lblDate">2026/11/24 5:11:00 م</span> <span id="ctl00_ContentPlaceHolder1_lblVisits">135 مشاهدة</span>
    <div><img id="ctl00_ContentPlaceHolder1_img" src="Uploads/1.jpg" /></div><span id="ctl00_ContentPlaceHolder1_lblDetails">{text}</span></div>
    <table id="ctl00_ContentPlaceHolder1_GridView1" cellspacing="0"><tr><td>اخبار ذات صلة</td></tr>{headlines('<tr><td><a href="news.aspx?id={0}">{1}</a></td></tr>')}</table>
    <div id="ctl00_footer">© 2026 محافظة كربلاء المقدسة - قسم تكنولوجيا المعلومات</div></form>"""
    return Page(
        kind="ASP.NET WebForms",
        html=page("", body, title="الموقع الرسمي لمحافظة كربلاء المقدسة"),
        story=SEWERS,
        views=135,
    )


def bootstrap() -> Page:
    """Bootstrap 4 with Laravel: h3 headline, code of the news, editor's initials, Telegram line."""
    body = f"""{COOKIES_EN.format("cookieConsent")}<nav class="navbar navbar-expand-lg"><ul class="navbar-nav">{menu()}</ul></nav>
    <div class="container"><div class="row"><div class="col-lg-8"><h3 class="text-right font-weight-bold">{DOLLAR.title}</h3>
    <small class="text-muted"><i class="fa fa-clock"></i> الثلاثاء 24 تشرين الثاني 2026 - 05:11 م</small> <small class="text-muted"><i class="fa fa-eye"></i> 1350</small>
    <img class="img-fluid" src="/storage/1.jpg"><div class="mt-3 text-justify" id="zoom"><p>شفق الأخبار/ {DOLLAR.paragraphs[0]}</p>{paragraphs(DOLLAR.paragraphs[1:])}<p>المحرر: م.ع</p><p>تابعنا على تلغرام</p></div>
    <div class="d-flex"><span>كود الخبر: 48213</span><span>حجم الخط</span><button>+</button><button>-</button></div>
    <div class="card"><div class="card-header">مواضيع ذات صلة</div><div class="card-body">{headlines('<div class="media"><div class="media-body"><h6 class="mt-0"><a href="/news/{0}">{1}</a></h6></div></div>')}</div></div></div>
    <div class="col-lg-4"><h5>الأكثر قراءة</h5>{headlines('<div class="media"><a class="text-dark" href="/news/{0}"><p>{1}</p></a></div>', 6)}</div></div></div>"""
    return Page(
        kind="Bootstrap, code and editor",
        html=page("", body, title=f"{DOLLAR.title} | شفق الأخبار"),
        story=DOLLAR,
        agency="شفق الأخبار",
        views=1350,
    )


def divs_for_paragraphs() -> Page:
    """A CMS whose editor writes <div> for each paragraph, empty ones between, styles pasted from Word."""
    texts = "".join(
        f'<div style="text-align: justify;"><span style="font-size:18px;"><span lang="AR-IQ">{text}</span></span></div><div>&nbsp;</div>'
        for text in MATCH.paragraphs
    )
    body = f"""<div class="top"><div class="date">25 November 2026</div>{menu("span")}</div><div class="page"><div class="rightcol"><div class="newsTit">{MATCH.title}</div>
    <div class="newsDate">2026/11/24 - 17:11</div><div class="newsPic"><img src="/n.jpg"></div><div class="newsDet">{texts}</div>
    <div class="soc"><a>نشر على فيسبوك</a> <a>نشر على تويتر</a></div></div><div class="leftcol"><div class="boxTit">آخر الأخبار</div>{headlines('<div class="boxItem"><a href="/{0}">{1}</a></div>', 6)}</div></div>"""
    return Page(
        kind="divs for paragraphs",
        html=page("", body, title=f"{MATCH.title} - نادي الشرطة الرياضي"),
        story=MATCH,
    )


def hand_list() -> Page:
    """Bullets typed by hand between breaks, a print head, the counter in words."""
    text = "<br>".join(
        (*FLU.paragraphs[:2], *(f"• {item}" for item in FLU.paragraphs[2:5]), *FLU.paragraphs[5:])
    )
    body = f"""<div class="visible-print"><p>طبع هذا الخبر من موقع وزارة الصحة العراقية بتاريخ 25/11/2026</p></div><div id="nav">{menu("span")}</div>
    <div class="article-box"><h2>{FLU.title}</h2><div class="row meta"><div class="col">تاريخ الخبر: 24-11-2026 | 17:11</div><div class="col">عدد المشاهدات: 135</div></div>
    <div class="txt">{text}</div><div class="tags"><a>#الصحة</a> <a>#لقاح</a></div></div>
    <div class="fb"><h4>التعليقات</h4>{comments('<div class="c"><b>قارئ {0}</b><p>{1}</p><span>منذ يومين</span></div>', 3)}</div>"""
    expected = (*FLU.paragraphs[:2], *(f"• {item}" for item in FLU.paragraphs[2:5]), *FLU.paragraphs[5:])
    return Page(
        kind="bullets by hand, comments below",
        html=page("", body, title=FLU.title),
        story=FLU,
        paragraphs=expected,
        views=135,
    )


def flash() -> Page:
    """A breaking line: one sentence, many related headlines."""
    body = f"""<div class="header">{menu("span")}</div><div class="content"><h1 class="head">{FLASH.title}</h1><span class="time">\u200f٢٤/١١/٢٠٢٦ ١٧:١١\u200f</span>
    <div class="text"><p>{FLASH.paragraphs[0]}</p></div><div class="more"><h4>المزيد</h4>{headlines('<div class="item"><a href="/{0}">{1}</a></div>', 6)}</div></div>"""
    return Page(
        kind="breaking, one sentence", html=page("", body, title=f"{FLASH.title} - المربد"), story=FLASH
    )


def flash_repeated() -> Page:
    """A breaking line whose text is its headline again."""
    body = f"""<div class="header">{menu("span")}</div><main><article><h1>{FLASH.title}</h1><time datetime="2026-11-24T17:11:00+03:00">قبل قليل</time>
    <div class="article-body"><p>{FLASH.title}</p></div></article></main>"""
    head = '<meta property="og:type" content="article">'
    return Page(
        kind="breaking, the headline again",
        html=page(head, body, title=f"{FLASH.title} - المربد"),
        story=FLASH,
        paragraphs=(FLASH.title,),
    )


def comments_everywhere() -> Page:
    """A short text under a long talk in elements that no name gives away."""
    talk = comments('<div class="row2"><div class="who">مشارك {0}</div><div class="said">{1}</div></div>', 5)
    body = f"""<div class="bar">{menu("span")}</div><div class="hld"><h1>{CRASH.title}</h1><div class="when">24/11/2026 17:11</div>
    <div class="story">{paragraphs(CRASH.paragraphs)}</div></div><div class="hld"><h2>آراء القراء</h2>{talk}</div>"""
    return Page(
        kind="comments longer than the text", html=page("", body, title=f"{CRASH.title} | الحدث"), story=CRASH
    )


PAGES = (
    php_tables(),
    php_undeclared(),
    webforms(),
    bootstrap(),
    divs_for_paragraphs(),
    hand_list(),
    flash(),
    flash_repeated(),
    comments_everywhere(),
)
