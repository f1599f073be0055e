/**
 * Domains at which anybody can have a mailbox: nobody may claim them for an organisation (rule D1).
 * The list only has to hold the large ones, since a claim needs a DNS record of the domain as well;
 * hosts add theirs by `domains.mailboxDomains`.
 */
export const mailboxDomains: ReadonlySet<string> = new Set(
  [
    // Google, Apple, Proton and others that serve the world
    'anonaddy.com anonaddy.me care2.com consultant.com disroot.org duck.com email.com',
    'engineer.com europe.com excite.com fastmail.com fastmail.fm fastmail.net gmail.com',
    'gmx.com gmx.net gmx.us googlemail.com hey.com hush.com hushmail.com icloud.com inbox.com',
    'keemail.me lavabit.com lycos.com mac.com mail.com mailbox.org mailfence.com me.com',
    'mozmail.com passmail.net pm.me post.com posteo.de posteo.eu',
    'posteo.net privaterelay.appleid.com proton.me protonmail.ch protonmail.com',
    'relay.firefox.com riseup.net runbox.com sent.com simplelogin.com skiff.com slmail.me',
    'startmail.com tuta.com tuta.io tutamail.com tutanota.com tutanota.de usa.com zoho.com',
    'zohomail.com zohomail.eu',
    // Microsoft
    'hotmail.be hotmail.ca hotmail.ch hotmail.cl hotmail.co.jp hotmail.co.th hotmail.co.uk',
    'hotmail.com hotmail.com.ar hotmail.com.au hotmail.com.br hotmail.com.tr hotmail.de',
    'hotmail.dk hotmail.es hotmail.fi hotmail.fr hotmail.gr hotmail.it hotmail.nl hotmail.no',
    'hotmail.se live.at live.be live.ca live.cl live.cn live.co.uk live.co.za live.com',
    'live.com.ar live.com.au live.com.mx live.com.pt live.com.sg live.de live.dk live.fi',
    'live.fr live.hk live.ie live.in live.it live.jp live.nl live.no live.ru live.se msn.com',
    'outlook.at outlook.be outlook.cl outlook.co.id outlook.co.th outlook.com outlook.com.ar',
    'outlook.com.au outlook.com.br outlook.com.tr outlook.cz outlook.de outlook.dk outlook.es',
    'outlook.fr outlook.hu outlook.ie outlook.in outlook.it outlook.jp outlook.kr outlook.lv',
    'outlook.ph outlook.pt outlook.sa outlook.sg outlook.sk passport.com windowslive.com',
    // Yahoo and AOL
    'aim.com aol.co.uk aol.com aol.de aol.fr aol.it love.com myyahoo.com netscape.net',
    'rocketmail.com yahoo.at yahoo.be yahoo.ca yahoo.cl yahoo.co.id yahoo.co.in yahoo.co.jp',
    'yahoo.co.kr yahoo.co.nz yahoo.co.th yahoo.co.uk yahoo.co.za yahoo.com yahoo.com.ar',
    'yahoo.com.au yahoo.com.br yahoo.com.cn yahoo.com.co yahoo.com.hk yahoo.com.mx',
    'yahoo.com.my yahoo.com.pe yahoo.com.ph yahoo.com.sg yahoo.com.tr yahoo.com.tw',
    'yahoo.com.ve yahoo.com.vn yahoo.cz yahoo.de yahoo.dk yahoo.es yahoo.fi yahoo.fr yahoo.gr',
    'yahoo.hu yahoo.ie yahoo.in yahoo.it yahoo.nl yahoo.no yahoo.pl yahoo.pt yahoo.ro yahoo.se',
    'ymail.com ymail.ne.jp',
    // German-speaking countries
    '1und1.de alice-dsl.de alice-dsl.net aon.at arcor.de bluewin.ch chello.at directbox.com',
    'email.de ewe.net ewetel.net freenet.de gmx.at gmx.biz gmx.ch gmx.de gmx.eu gmx.info',
    'gmx.org hispeed.ch kabelmail.de magenta.de mail.de netcologne.de o2mail.de o2online.de',
    'online.de osnanet.de sunrise.ch swissonline.ch t-online.de unitybox.de vodafonemail.de',
    'web.de',
    // France, Belgium, the Netherlands, Luxembourg
    'aliceadsl.fr bbox.fr caramail.com casema.nl cegetel.net club-internet.fr free.fr gmx.fr',
    'hetnet.nl home.nl internet.lu kpnmail.nl laposte.net neuf.fr noos.fr numericable.fr',
    'orange.fr planet.nl proximus.be pt.lu quicknet.nl scarlet.be sfr.fr skynet.be telenet.be',
    'upcmail.nl wanadoo.fr xs4all.nl ziggo.nl',
    // Italy, Spain, Portugal
    'alice.it aruba.it clix.pt email.it euskaltel.net fastwebnet.it inwind.it iol.it iol.pt',
    'libero.it mail.telepac.pt movistar.es netcabo.pt ono.com poste.it sapo.pt telefonica.net',
    'teletu.it terra.es tim.it tin.it tiscali.it virgilio.it vodafone.it ya.com',
    // Britain and Ireland
    'blueyonder.co.uk btinternet.com btopenworld.com eircom.net gmx.co.uk ntlworld.com',
    'o2.co.uk orange.net plus.com plusnet.com sky.com talktalk.net tiscali.co.uk virgin.net',
    'virginmedia.com',
    // Northern Europe
    'bredband.net broadpark.no comhem.se elisanet.fi hot.ee inbox.lt inbox.lv jubii.dk',
    'kolumbus.fi luukku.com mail.dk mail.ee ofir.dk online.no saunalahti.fi simnet.is spray.se',
    'start.no stofanet.dk suomi24.fi tdcadsl.dk telia.com',
    // Central and Eastern Europe
    'abv.bg atlas.cz autorambler.ru azet.sk bigmir.net bk.ru centrum.cz centrum.sk',
    'citromail.hu dir.bg email.cz freemail.hu gazeta.pl go2.pl i.ua in.gr inbox.ru indamail.hu',
    'interia.eu interia.pl internet.ru lenta.ru list.ru mail.bg mail.ru meta.ua mynet.com',
    'myrambler.ru narod.ru net.hr o2.pl onet.eu onet.pl op.pl otenet.gr pobox.sk pochta.ru',
    'poczta.fm poczta.onet.pl post.cz quick.cz rambler.ru ro.ru seznam.cz siol.net t-online.hu',
    'tlen.pl tut.by ukr.net vipmail.hu volny.cz vp.pl wp.pl ya.ru yandex.by yandex.com',
    'yandex.com.tr yandex.kz yandex.ru yandex.ua zoznam.sk',
    // North America
    'ameritech.net att.net bell.net bellsouth.net centurylink.net charter.net cogeco.ca',
    'comcast.net cox.net earthlink.net eastlink.ca embarqmail.com frontier.com frontiernet.net',
    'juno.com mindspring.com netzero.com netzero.net optimum.net optonline.net pacbell.net',
    'prodigy.net q.com roadrunner.com rogers.com rr.com sbcglobal.net shaw.ca spectrum.net',
    'suddenlink.net swbell.net sympatico.ca telus.net verizon.net videotron.ca windstream.net',
    'wowway.com xfinity.com',
    // Latin America
    'arnet.com.ar bol.com.br ciudad.com.ar fibertel.com.ar globo.com globomail.com ig.com.br',
    'oi.com.br prodigy.net.mx r7.com speedy.com.ar terra.com.br uol.com.br zipmail.com.br',
    // Asia and Oceania
    '012.net.il 126.com 139.com 163.com 188.com 189.cn 21cn.com aliyun.com au.com bezeqint.net',
    'biglobe.ne.jp bigpond.com bigpond.com.au bigpond.net.au daum.net docomo.ne.jp dodo.com.au',
    'excite.co.jp ezweb.ne.jp foxmail.com goo.jp hanmail.net hinet.net i.softbank.jp',
    'iinet.net.au indiatimes.com internode.on.net kakao.com nate.com naver.com netvigator.com',
    'netvision.net.il nifty.com optusnet.com.au orcon.net.nz pchome.com.tw qq.com rediff.com',
    'rediffmail.com seed.net.tw sify.com sina.cn sina.com singnet.com.sg slingshot.co.nz',
    'softbank.ne.jp sohu.com tom.com tpg.com.au vip.163.com vip.qq.com vip.sina.com',
    'walla.co.il walla.com westnet.com.au wo.cn xtra.co.nz yeah.net',
    // Africa and the Middle East
    'emirates.net.ae maktoob.com menara.ma mweb.co.za telkomsa.net vodamail.co.za',
    'webmail.co.za',
    // Throw-away addresses
    '10minutemail.com byom.de discard.email dispostable.com emailondeck.com fakeinbox.com',
    'getnada.com grr.la guerrillamail.com guerrillamail.net guerrillamail.org mailcatch.com',
    'maildrop.cc mailinator.com mailnesia.com mintemail.com moakt.com muellmail.com',
    'mytemp.email sharklasers.com spamgourmet.com temp-mail.org tempmail.com tempr.email',
    'throwawaymail.com trashmail.com trashmail.de trashmail.net wegwerfmail.de yopmail.com',
    'yopmail.fr yopmail.net',
  ].flatMap((line) => line.split(' ')),
)
