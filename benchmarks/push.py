"""From a publisher's push to the channel: the whole bot as a process, its door, and the sandbox's ledger.

    python benchmarks/push.py               JSON lines: name, value, unit, peer, ratio

Each of twelve articles is pushed when the one before is on the channel and its pace permits the next.
*answered* is the push's own answer, *on_channel* the line in the ledger, both from the first byte sent.
There is no peer: no reader of feeds takes pushes. The promise of the product is five seconds.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiohttp

from bot.sandbox.demo import CHANNEL, Stage, running_stage
from bot.web.signature import signature_of
from tests.loopback import free_port

ROOT = Path(__file__).parents[1]
SECRET = "0123456789abcdef0123456789abcdef"
PACE_S = 1.1
LOOK_S = 0.004
PATIENCE_S = 60.0
STORIES = (
    (
        "افتتاح مستشفى الأطفال في كربلاء بسعة مئتي سرير",
        "يضم المبنى صالات للعمليات وقسماً للأشعة، وتسلمته دائرة الصحة بعد فحص الأجهزة.",
    ),
    (
        "انقطاع الكهرباء عن أحياء البصرة بعد عطل في محطة الرميلة",
        "بدأت فرق الصيانة تبديل المحول المحترق، ويتوقع المهندسون عودة التيار مساءً.",
    ),
    (
        "المنتخب يفوز على ضيفه الأردني بهدفين في أربيل",
        "سجل المهاجم الهدف الأول من ركلة حرة، وأضاف زميله الثاني قبل صافرة النهاية بدقيقة.",
    ),
    (
        "فلاحو واسط يسلمون نصف مليون طن من الحنطة",
        "امتلأت السايلوات قبل نهاية الموسم، وطلبت المحافظة ساحات خزن إضافية لما بقي في الحقول.",
    ),
    (
        "معرض بغداد للكتاب يستقبل ألف دار نشر",
        "تتقدم الروايات المترجمة قائمة المبيعات، ويلتقي القراء كل مساء شاعراً على المنصة الكبرى.",
    ),
    (
        "أمانة العاصمة تغلق جسر الصرافية أسبوعين للصيانة",
        "ستتحول المركبات إلى الطرق البديلة، فيما تُبدَّل مفاصل التمدد وتُطلى الأسيجة الحديدية.",
    ),
    (
        "ارتفاع صادرات النفط في تشرين إلى أعلى مستوى هذا العام",
        "باعت الشركة الوطنية شحناتها إلى أسواق آسيا، وبلغ متوسط البرميل سبعين دولاراً.",
    ),
    (
        "تأجيل الدوام في مدارس نينوى بسبب الأمطار",
        "غمرت السيول ساحات أبنية قديمة، وستُعوَّض الحصص أيام السبت حتى نهاية الفصل.",
    ),
    (
        "اكتشاف لوح طيني عمره أربعة آلاف سنة قرب بابل",
        "يحمل اللوح قائمة بأجور النساجين، ونُقل إلى المتحف ليقرأه علماء المسماريات.",
    ),
    (
        "قطار جديد ينقل الزائرين بين النجف ومطارها",
        "تقطع العربات المسافة في ربع ساعة، وتباع البطاقات من شبابيك المحطة ومن الهاتف.",
    ),
    (
        "إقبال على شراء الأسماك في ذي قار بعد عودة المياه إلى الأهوار",
        "رست الزوارق محملة عند الفجر، وانخفض سعر الكيلو ثلاثة آلاف دينار عن الشهر الماضي.",
    ),
    (
        "شاب من دهوك يحرز ذهبية آسيا في سباق الدراجات الجبلية",
        "تجاوز منافسه الياباني في المنعطف الأخير، وأهدى ميداليته إلى مدربه المتقاعد.",
    ),
)


def article(number: int) -> dict[str, object]:
    """A story like no other of the run."""
    title, text = STORIES[number]
    return {"guid": f"bench-{number}", "title": title, "text": text}


def configure(stage: Stage, port: int) -> None:
    """Only the pushed source, and the pace at which the channel takes them."""
    api = f'[telegram]\napi_base_url = "{stage.url}"\ngroup_messages_per_minute = 60\n'
    push = f'[push]\nlisten = "127.0.0.1:{port}"\n'
    source = '[[sources]]\nname = "الوكالة"\nurl = "https://agency.example/"\npush = "only"\n'
    channel = f"[[channels]]\nchat_id = {CHANNEL}\n"
    stage.config.write_text(f"{api}\n{push}\n{source}\n{channel}", encoding="utf-8")


def is_posted(stage: Stage, title: str) -> bool:
    """Whether the ledger has it."""
    if not stage.ledger.exists():
        return False
    lines = map(json.loads, stage.ledger.read_text(encoding="utf-8").splitlines())
    return any(
        line["accepted"] and line["method"] == "sendMessage" and title in line["parameters"]["text"]
        for line in lines
    )


async def push(session: aiohttp.ClientSession, said: dict[str, object]) -> None:
    """One signed push; a refusal ends the run."""
    body = json.dumps(said, ensure_ascii=False).encode()
    timestamp = f"{time.time():.3f}"
    headers = {
        "Content-Type": "application/json",
        "X-Khabar-Timestamp": timestamp,
        "X-Khabar-Signature": signature_of(body, timestamp=timestamp, secret=SECRET),
    }
    async with session.post("/push", data=body, headers=headers) as answer:
        if answer.status != 201:
            raise RuntimeError(await answer.text())


async def measure(stage: Stage, port: int) -> tuple[list[float], list[float]]:
    """Seconds to the answer, and to the channel, of each push."""
    answered, on_channel = [], []
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        for number in range(len(STORIES)):
            said = article(number)
            began = time.perf_counter()
            await push(session, said)
            answered.append(time.perf_counter() - began)
            while not is_posted(stage, str(said["title"])):
                if time.perf_counter() - began > PATIENCE_S:
                    raise RuntimeError(f"never posted: {said['title']}")
                await asyncio.sleep(LOOK_S)
            on_channel.append(time.perf_counter() - began)
            await asyncio.sleep(PACE_S)
    return answered, on_channel


async def listening(port: int) -> None:
    """Wait until somebody listens at *port*."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def report(name: str, seconds: Sequence[float]) -> None:
    """The median and the worst."""
    for which, value in (("median", statistics.median(seconds)), ("worst", max(seconds))):
        line = {
            "name": f"push.{name}.{which}",
            "value": round(value, 4),
            "unit": "s",
            "peer": None,
            "ratio": None,
        }
        print(json.dumps(line), flush=True)


async def main() -> None:
    """Play it once."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_stage(Path(folder)) as stage:
            port = free_port()
            configure(stage, port)
            command = [sys.executable, "-m", "bot", "run", "--config", str(stage.config)]
            environment = {**os.environ, "KHABAR_BOT_TOKEN": stage.token, "KHABAR_PUSH_SECRET": SECRET}
            bot = await asyncio.create_subprocess_exec(
                *command, env=environment, cwd=ROOT, stderr=asyncio.subprocess.DEVNULL
            )
            try:
                await listening(port)
                await asyncio.sleep(PACE_S)
                answered, on_channel = await measure(stage, port)
            finally:
                bot.terminate()
                await bot.wait()
    report("answered", answered)
    report("on_channel", on_channel)


if __name__ == "__main__":
    asyncio.run(main())
