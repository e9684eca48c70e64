"""Facts bound to who did what: each kind of mistake once made, on invented reports. Only what attackers did to this ship counts."""

from __future__ import annotations

from typing import Any

import pytest

from data_pipeline.facts.text.clauses import NOBODY, Deed, antecedent, read_deed, read_sentence, tells_of_this_incident
from tests.facts.drafts import read

DEEDS = [
    ("a guard fired a warning shot resulting in the canoe turning away.", "fired", Deed("guards", NOBODY, "asserted")),
    ("pirates in two skiffs fired upon the tanker, and the armed guards returned fire.", "fired", Deed("attackers", "ship", "asserted")),
    ("pirates closed on the tanker, and the armed guards returned fire.", "returned", Deed("guards", NOBODY, "asserted")),
    ("the tanker was fired upon by the navy of the coastal state.", "fired", Deed("authority", "ship", "asserted")),
    ("the naval detachment saw the robbers and fired in the air.", "fired", Deed("guards", NOBODY, "asserted")),
    ("two of the pirates were injured by the guards.", "injured", Deed("guards", "attackers", "asserted")),
    ("the crew, who had mustered, fired flares at the skiff.", "fired", Deed("crew", "attackers", "asserted")),
    ("the ship is believed to have been hijacked by pirates.", "hijacked", Deed("attackers", "ship", "feared")),
    ("the tanker was nearly boarded by six men.", "boarded", Deed("people", "ship", "nearly")),
    ("the master was not harmed by the robbers.", "harmed", Deed("attackers", "crew", "negated")),
    ("the master reported unknown persons boarded the tanker.", "boarded", Deed("people", "ship", "asserted")),
    ("suspected pirates boarded the tug.", "boarded", Deed("attackers", "ship", "asserted")),
    ("when skiffs were three cables off the onboard security team fired.", "fired", Deed("guards", NOBODY, "asserted")),
    ("the armed security onboard fired four warning shots.", "fired", Deed("guards", NOBODY, "asserted")),
    ("the embarked ast fired in the air.", "fired", Deed("guards", NOBODY, "asserted")),
    ("hired guards fired and the intruders fled.", "fired", Deed("guards", NOBODY, "asserted")),
    ("two armed men chasing the tanker fired.", "fired", Deed("people", NOBODY, "asserted")),
    ("pirates armed with guns in two boats fired.", "fired", Deed("attackers", NOBODY, "asserted")),
    ("weapons were sighted and the armed security team onboard fired.", "fired", Deed("guards", NOBODY, "asserted")),
    ("as the skiffs came on at high speed the security team again fired.", "fired", Deed("guards", NOBODY, "asserted")),
    ("the tanker was attacked near the cape.persons in two boats fired.", "fired", Deed("people", NOBODY, "asserted")),
    ("four of the vessel's men were hurt by the pirates firing shots.", "firing", Deed("attackers", NOBODY, "asserted")),
    ("on 5 may, pirates hijacked a tug near the cape.", "hijacked", Deed("attackers", "ship", "asserted")),
    ("on 15 may, up to 30 pirates in six boats hijacked the tanker.", "hijacked", Deed("attackers", "ship", "asserted")),
    ("in late may 2009 pirates hijacked the tanker.", "hijacked", Deed("attackers", "ship", "asserted")),
    ("on the 2nd may pirates hijacked the tanker.", "hijacked", Deed("attackers", "ship", "asserted")),
    ("pirates may have hijacked the tanker on 5 may.", "hijacked", Deed("attackers", "ship", "feared")),
    ("pirates may hijack the tanker.", "hijack", Deed("attackers", "ship", "feared")),
    ("on 1 jun 95 thieves in two canoes boarded the barge.", "boarded", Deed("attackers", "ship", "asserted")),
    # An expression may end behind its deed, and a form of "be" may govern two deeds.
    ("six men boarded the vessel from a canoe.", "boarded the vessel", Deed("people", "ship", "asserted")),
    ("robbers boarded via the stern.", "boarded via the", Deed("attackers", NOBODY, "asserted")),
    ("the tanker was attacked and boarded by six men.", "boarded", Deed("people", "ship", "asserted")),
    ("the tanker was attacked and boarded off the cape.", "boarded", Deed(NOBODY, "ship", "asserted")),
    # "From" names a doer only directly behind the deed.
    ("shots were fired from a skiff.", "fired", Deed("attackers", NOBODY, "asserted")),
    ("the crew fired flares at boats that came from the patrol boat.", "fired", Deed("crew", "attackers", "asserted")),
    # Those who act on a ship are not her crew, and not every personnel is.
    ("the yacht was boarded by sailors in two canoes.", "boarded", Deed("people", "ship", "asserted")),
    ("unauthorized personnel boarded the barge.", "boarded", Deed("people", "ship", "asserted")),
    # NGA's headlines leave the form of "be" out; a second deed may share form and doer, unless it has an object of its own.
    ("vessel (amber) fired upon 6 nov 10 off the cape.", "fired", Deed(NOBODY, "ship", "asserted")),
    ("the navy tanker hijacked 12 oct at anchor.", "hijacked", Deed(NOBODY, "authority", "asserted")),
    ("the freighter was intercepted by corvettes and shot at with guns.", "shot at", Deed("authority", "ship", "asserted")),
    ("thieves were seen by a watchman and fired at him.", "fired at", Deed("attackers", NOBODY, "asserted")),
    # A ship before another actor says whose that is; what a deed was done from is no target of it.
    ("the yacht skipper defended himself.", "defended", Deed("crew", NOBODY, "asserted")),
    ("gunmen kidnapped a tourist from a yacht.", "kidnapped", Deed("attackers", NOBODY, "asserted")),
    ("it is feared that pirates hijacked the tug.", "hijacked", Deed("attackers", "ship", "feared")),
    ("her agents fear she was hijacked by a gang.", "hijacked", Deed("attackers", "ship", "feared")),
    # A clause begins with new actors, also without a conjunction.
    ("the crew sounded the alarm, pirates fired at the bridge.", "fired", Deed("attackers", NOBODY, "asserted")),
    ("the crew saw a boat and two men boarded the tug.", "boarded", Deed("people", "ship", "asserted")),
]


@pytest.mark.parametrize(("sentence", "word", "deed"), DEEDS, ids=[sentence[:50] for sentence, *_ in DEEDS])
def test_doer_target_and_modality(sentence: str, word: str, deed: Deed) -> None:
    start = sentence.index(word)
    assert read_deed(read_sentence(sentence), start, start + len(word)) == deed


@pytest.mark.parametrize(
    ("before", "doer"),
    [
        ("four robbers climbed aboard.", "attackers"),
        ("the master increased speed and the skiffs followed.", "attackers"),
        ("the tanker was boarded by thieves while approaching the port.", "attackers"),
    ],
)
def test_a_pronoun_stands_for_the_last_doer_of_the_sentence_before(before: str, doer: str) -> None:
    sentence = "they fired at him."
    assert read_deed(read_sentence(sentence, antecedent(read_sentence(before))), 5, 10).doer == doer


def test_who_is_nobody_of_the_sentence_before() -> None:
    sentence = "two who jumped drowned."
    assert read_deed(read_sentence(sentence, "attackers"), 15, 22).doer == NOBODY


@pytest.mark.parametrize(
    "sentence",
    [
        "vessels are advised to transit with caution and report any suspicious activity to ukmto.",
        "mariners should exercise extreme caution when passing the cape.",
        "two other ships have been robbed at this anchorage.",
        "this is the third attack off the port in a week.",
        "oni comment: this lies 30 miles from the attempted boarding of march.",
        "the master reported that another incident occurred here in april.",
        "in that event pirates had fired upon her.",
        "this is the first attack by the group since the hijack of a cargo ship.",
        "they were told that another yacht off the marina had been robbed.",
    ],
)
def test_advice_and_other_incidents_are_not_read(sentence: str) -> None:
    assert not tells_of_this_incident(sentence)
    assert tells_of_this_incident("the master advised the port that robbers had boarded.")


def test_a_text_of_nothing_but_advice_is_still_read() -> None:
    assert read("Mariners are advised to keep clear of the islands.").category == "other"


KINDS: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    # Force of the ship's own side and of others who help.
    ("Two men came. A guard fired one warning shot resulting in his canoe turning.", {}, {"crew_harm": [], "weapons": ["not_stated"]}),
    ("Thieves came up a rope. The harbour police arrived and fired shots.", {}, {"weapons": ["not_stated"]}),
    ("Four boats closed on the tanker. The crew fired signal flares at the boats.", {}, {"act": "suspicious", "weapons": ["not_stated"]}),
    ("Pirates boarded the dhow. A frigate arrived, and two pirates were killed by marines.", {}, {"crew_harm": [], "act": "boarded"}),
    ("Six robbers boarded the tug and shot a seaman, who later died.", {}, {"crew_harm": ["killed"], "weapons": ["guns"]}),
    ("The captain was shot and killed by attackers in a boat.", {}, {"crew_harm": ["killed"]}),
    ("Three boats closed to a cable. When the boats did not turn the security teams onboard fired shots.", {}, {"weapons": ["not_stated"]}),
    ("As skiffs came close to the ship the onboard armed security fired warning shots.", {}, {"weapons": ["not_stated"]}),
    ("Robbers came over the rail. Rocket flares were fired and they fled.", {}, {"weapons": ["not_stated"]}),
    ("Four boats gave chase. The master shot distress flares towards the boats.", {}, {"weapons": ["not_stated"]}),
    # States and militias.
    ("A grey ship fired on the freighter and stopped her.", {"hostility": "BORDER PATROL"}, {"category": "militant", "weapons": ["guns"]}),
    ("The tanker was attacked with machine gun fire.", {"hostility": "GUERRILLAS"}, {"category": "militant", "act": "fired_upon"}),
    ("The cargo ship was sunk after a battle with the patrol ships.", {"hostility": "NAVAL VESSEL"}, {"act": "struck", "severity": 1}),
    ("Rebels hurled grenades at the ferry, which was riddled with holes.", {"hostility": "REBELS"}, {"act": "struck"}),
    ("Rebels fired a rocket-propelled grenade, which missed.", {"hostility": "REBELS"}, {"act": "fired_upon", "weapons": ["rpg"]}),
    ("The freighter was intercepted by corvettes and shot at.", {"hostility": "PIRATES"}, {"category": "militant", "act": "fired_upon"}),
    ("Uniformed soldiers fired upon the trawler.", {"hostility": "PIRATES"}, {"category": "militant", "weapons": ["guns"]}),
    ("Warships came to her assistance and fired an illumination round.", {"hostility": "PIRATES"}, {"weapons": ["not_stated"]}),
    ("A warship (AMBER) fired upon 6 Nov 10 off the cape.", {"hostility": "PIRATES"}, {"category": "piracy_robbery", "act": "fired_upon"}),
    ("Rebel ships might attempt to board merchant vessels.", {"hostility": "REBELS"}, {"category": "other", "act": "other"}),
    ("USS AMBER destroyed a drone over the gulf.", {"hostility": "UAV"}, {"act": "other", "category": "militant"}),
    ("The navy shot down two missiles fired at the container ship AMBER.", {}, {"act": "attempted", "category": "militant"}),
    ("A vessel spotted a possible UAV.", {}, {"category": "suspicious", "act": "suspicious", "weapons": ["not_stated"]}),
    ("The men threw an object; an explosion was heard near the ship.", {"act": "Attempted"}, {"category": "piracy_robbery"}),
    ("A boat claiming to be the Somali coast guard opened fire on the freighter.", {}, {"category": "militant", "act": "fired_upon"}),
    ("A vessel claiming to be Mauritanian Navy asked her to stop.", {}, {"category": "militant", "act": "suspicious"}),
    ("Pirates claiming to be Somali coast guards boarded the freighter.", {}, {"category": "piracy_robbery", "act": "boarded"}),
    ("A bomb was found on a ferry but was defused.", {}, {"category": "militant", "act": "attempted"}),
    ("Rebels fired a missile at a warship.", {}, {"act": "attempted", "weapons": ["missile_drone"]}),
    ("Rebels attacked the carrier with rocket propelled grenades; she was set afire.", {"hostility": "REBELS"}, {"act": "struck"}),
    # Pirates' own deeds beside those of others in one sentence.
    ("One pirate boarded the tanker and heaved up a ladder for the others to board.", {}, {"act": "boarded"}),
    ("Six unauthorized personnel boarded the barge.", {}, {"act": "boarded", "category": "piracy_robbery"}),
    ("Four speed boats attacked the vessel and five crew were reportedly abducted.", {}, {"act": "kidnapping", "crew_harm": ["kidnapped"]}),
    ("Pirates kidnapped four tourists from a yacht.", {}, {"act": "kidnapping"}),
    ("Pirates kidnapped the ships master.", {}, {"act": "kidnapping"}),
    ("Rebels have abducted two cargo ships.", {}, {"crew_harm": []}),
    ("A shot was fired from a boat and struck the bridge.", {"hostility": "SUSPICIOUS APPROACH"}, {"act": "fired_upon"}),
    ("Pirates in canoes chased the freighter.", {}, {"act": "attempted", "category": "piracy_robbery"}),
    ("Two men climbed the anchor chain in an attempted boarding.", {}, {"act": "attempted"}),
    ("The crew detected the intrusion and the robbers escaped.", {}, {"act": "boarded"}),
    ("A pirate vessel from the north fired rifles at the tanker.", {"hostility": "PIRATES"}, {"act": "fired_upon"}),
    ("The tanker was attacked at the anchorage. Her crew were threatened with knives.", {"hostility": "PIRATES"}, {"act": "boarded"}),
    ("Pirates came alongside and the entire cargo was transferred to another ship.", {"hostility": "PIRATES"}, {"act": "hijacked"}),
    ("Robbers transferred paint from the store into their boat.", {"hostility": "PIRATES"}, {"act": "boarded"}),
    ("Pirates stole a fully loaded trawler and bound her crew.", {"hostility": "PIRATES"}, {"act": "hijacked", "crew_harm": ["hostage"]}),
    ("The tanker Amber went missing and is presumed to have been hijacked.", {"hostility": "PIRATES"}, {"act": "other", "stolen": []}),
    ("The freighter, owned by Amber Lines, was missing.", {"hostility": "PIRATES"}, {"act": "other", "category": "piracy_robbery"}),
    ("Following the incident, all crew were reported safe.", {}, {"act": "other"}),
    # Supposition, near misses, withdrawn reports.
    ("The freighter has not been heard of; she is believed to have been hijacked.", {}, {"act": "other"}),
    ("A boarding was attempted from a fast boat, but the sea was rough.", {"hostility": "PIRATES"}, {"act": "attempted"}),
    ("Boarding repelled with fire hoses.", {"hostility": "PIRATES"}, {"act": "attempted", "category": "piracy_robbery"}),
    ("Removed from record. The owners state that the visitors were painters.", {"act": "Boarded"}, {"category": "other", "act": "other"}),
    ("USS AMBER shot down two drones over the gulf. No damage was reported.", {}, {"act": "other", "severity": 0, "category": "militant"}),
    ("A drone circled the tanker for ten minutes and departed.", {}, {"category": "suspicious", "weapons": ["not_stated"]}),
    # Wordings of harm, weapons and status.
    ("Eight men boarded the reefer and manacled the crew to a rail.", {}, {"crew_harm": ["hostage"]}),
    ("Fire doors were locked and the crew mustered in the citadel as robbers boarded.", {}, {"crew_harm": []}),
    ("Gunmen attacked the trawler and carted away her engines.", {}, {"act": "boarded"}),
    ("The tanker was struck by a shell at her berth.", {}, {"weapons": ["missile_drone"], "act": "struck"}),
    ("An explosion was seen two miles from the tanker.", {}, {"weapons": ["not_stated"], "act": "attempted"}),
    ("Six armed pirates boarded the tanker.", {}, {"weapons": ["armed"], "severity": 3}),
    ("Six pirates armed with knives boarded the tanker.", {}, {"weapons": ["knives"]}),
    ("Thieves boarded a floating storage and offloading unit.", {}, {"vessel_status": "unknown"}),
    ("Three thieves boarded in port and took paint.", {}, {"vessel_status": "unknown"}),
    ("Robbers took her papers. Following the incident the master called the agent.", {}, {"vessel_status": "unknown"}),
    ("The security patrol noticed a boat with six robbers, armed with a gun, alongside.", {}, {"weapons": ["guns"]}),
    ("Four robbers boarded. Stolen were rifles of the guards.", {}, {"weapons": ["not_stated"]}),
    ("Robbers boarded the ship. Master and crew threatened and a jack stolen.", {}, {"crew_harm": ["threatened"]}),
    ("The crew threatened the men in the canoe with axes.", {}, {"crew_harm": []}),
    ("Two skiffs came near. The crew saw a raised ladder.", {}, {"act": "suspicious"}),
    ("Pirates fired at the freighter. One person was shot, but nobody was seriously injured.", {}, {"crew_harm": ["injured"]}),
    ("Two robbers boarded and tried to assault the watchman.", {}, {"crew_harm": ["threatened"]}),
    ("Four robbers boarded. The watchman kicked a robber.", {}, {"crew_harm": []}),
    ("The officer threatened to call the police. A robber left the rail.", {}, {"crew_harm": []}),
    ("The crew were kept at bay as ten robbers opened a container.", {}, {"crew_harm": ["threatened"]}),
    ("Pirates sank the freighter. Her crew are in the hands of the rebels.", {}, {"crew_harm": ["hostage"]}),
    ("Passengers and crew of the inter-island cargo ship were being held on an island.", {}, {"crew_harm": ["hostage"]}),
    ("The mate was kidnapped; his whereabouts are unknown.", {}, {"crew_harm": ["kidnapped"]}),
    ("Pirates killed one of the crew, who had been ordered to jump.", {}, {"crew_harm": ["killed"]}),
    ("Robbers boarded. Fearing that the thieves might be armed, the crew stayed inside.", {}, {"weapons": ["not_stated"]}),
    ("The mate was shot in the leg and did not survive.", {}, {"crew_harm": ["injured", "killed"]}),
    ("The tanker was shot at.", {}, {"crew_harm": []}),
    ("Robbers approached the crew and threatened the watchman.", {}, {"crew_harm": ["threatened"]}),
    ("The captain and the chief engineer were held for ransom.", {}, {"crew_harm": ["hostage"]}),
    ("Five thieves held the crew at bay with knives.", {}, {"crew_harm": ["threatened"]}),
    ("The watchmen were attacked and had cuts to their hands.", {}, {"crew_harm": ["assaulted", "injured"]}),
    ("Pirates left with two seamen, who had non-life threatening injuries.", {}, {"crew_harm": ["injured"]}),
    ("Fishermen demanded money. The crew displayed weapons.", {}, {"weapons": ["not_stated"]}),
    ("Pirates fired upon the tanker with an RPG.", {}, {"weapons": ["rpg"]}),
    ("The crew fired distress rockets at the thieves.", {}, {"weapons": ["not_stated"]}),
    ("Pirates armed with grenade launchers boarded.", {}, {"weapons": ["rpg"]}),
    ("The yacht skipper defended himself with molotov cocktails against robbers.", {}, {"weapons": ["not_stated"]}),
    ("The crew found evidence of intruders: locks were broken and paint was stolen at anchor.", {}, {"category": "cargo_theft"}),
    # Stowaways and ships taken from their crews.
    ("Five stowaways overpowered the mate and took control of the bridge.", {}, {"act": "hijacked", "category": "stowaway"}),
    ("Pirates boarded the tanker, set her crew adrift in a raft and painted another name.", {}, {"act": "hijacked"}),
    ("Pirates boarded the dhow and detained the ship overnight.", {}, {"act": "hijacked"}),
    ("Pirates stole a trawler and tied up her crew of six.", {}, {"act": "hijacked"}),
    ("The yacht was boarded; the thieves set the dinghy adrift.", {}, {"act": "boarded"}),
    ("A navy team boarded to search, but the pirates had already left the vessel.", {"hostility": "PIRATES"}, {"act": "boarded"}),
    ("Pirates stole a trawler; two fishermen were killed.", {"hostility": "PIRATES"}, {"act": "hijacked"}),
    ("Thieves boarded the trawler and towed the boat into Indonesian waters.", {"hostility": "PIRATES"}, {"act": "hijacked"}),
    # False hints.
    ("On 5 March 93 pirates came alongside the tug in a canoe.", {}, {"attackers": None}),
    ("Robbers boarded the tanker. A wiper was chased by a robber with a crowbar. The robbers escaped.", {}, {"attackers": None}),
    ("Four pirates left with tools worth USD 2,900.", {}, {"stolen": ["ships_equipment"]}),
    ("Robbers stole USD 2,900 from the safe.", {}, {"stolen": ["cash"]}),
    ("A distress signal was sent when two men boarded.", {}, {"reported_to_authority": None}),
    ("A distress signal was picked up by a coast radio station.", {}, {"reported_to_authority": True}),
    ("Two boats came near. Attempts to contact the coast guard were not successful.", {}, {"reported_to_authority": False}),
    ("The patrol boat seized the freighter.", {"hostility": "COASTAL NAVY"}, {"reported_to_authority": None, "act": "seized"}),
    ("Two men were seen aft. The master told the Singapore Vessel Traffic service.", {}, {"flag": None}),
    ("Two men boarded. The crew were picked up by a passing Malaysian cargo ship.", {}, {"flag": None}),
    ("A tanker was struck by a drone 12 NM north of AMBER HARBOUR.", {}, {"vessel_name": None}),
    ("A tanker was stuck by an unknown projectile in the strait.", {}, {"act": "struck"}),
    # Told an authority: it was told, acts, believes or confirms; not a patrol's deed, guards aboard, a threat to call or silence.
    ("Robbers boarded. The master reported to Amber Vessel Traffic Information System.", {}, {"reported_to_authority": True}),
    ("Robbers boarded. The crew alerted the piracy reporting centre.", {}, {"reported_to_authority": True}),
    ("Robbers boarded. The port master was informed by the crew.", {}, {"reported_to_authority": True}),
    ("The ferry sank. Authorities believe that a bomb had been planted.", {}, {"reported_to_authority": True}),
    ("Pirates boarded. A frigate, the AMBER, in the vicinity responded.", {}, {"reported_to_authority": True}),
    ("The hijacking was confirmed by the navy.", {}, {"reported_to_authority": True}),
    ("Customs seized the reefer, on which they found cocaine.", {}, {"reported_to_authority": True}),
    ("Masters report that a patrol boat had passed. Robbers came aboard.", {}, {"reported_to_authority": None}),
    ("Robbers boarded. Two navy security guards were on board.", {}, {"reported_to_authority": None}),
    ("The mate threatened to call the police. The robber left.", {}, {"reported_to_authority": None}),
    ("USS AMBER shot down a missile over the gulf.", {}, {"reported_to_authority": None}),
    ("Robbers boarded. The crew called the police, but neither they nor the port responded.", {}, {"reported_to_authority": False}),
    ("Robbers boarded. The crew called the navy. There was no response from either party.", {}, {"reported_to_authority": False}),
    ("Robbers boarded. The crew were not able to contact port control.", {}, {"reported_to_authority": False}),
    # What the ship did, not the attackers.
    ("Robbers boarded the tanker while moored to a buoy.", {}, {"vessel_status": "anchored"}),
    ("Robbers boarded the tanker and were chased by the crew.", {}, {"vessel_status": "unknown"}),
    ("A drone followed the vessel for an hour and departed.", {}, {"vessel_status": "unknown"}),
    ("Armed men fired at the ship and departed.", {}, {"vessel_status": "unknown"}),
    ("Robbers cut a length of mooring line.", {}, {"vessel_status": "unknown"}),
    ("Robbers boarded the yacht. Her crew moved to the marina at sunrise.", {}, {"vessel_status": "unknown"}),
    ("Pirates forced the crew to stop the engines.", {}, {"vessel_status": "underway"}),
    ("The patrol boat demanded the tanker to stop; she refused to stop.", {}, {"vessel_status": "underway"}),
    ("Pirates boarded a tug towing a barge.", {}, {"vessel_status": "underway"}),
    ("Pirates in two skiffs pursued the tanker.", {}, {"vessel_status": "underway"}),
    # What was done to a craft, what happens to ships in general, and hostages that are only spoken of.
    ("A tanker was fired upon off the cape. A frigate came; the skiff was boarded and five pirates arrested.", {}, {"act": "fired_upon"}),
    ("Boats fired at the ship. Off this coast vessels have been held with their crews for ransom.", {}, {"crew_harm": []}),
    ("Men in boats ordered the tug to stop. It may be one of the hostage-taking efforts.", {}, {"crew_harm": []}),
    ("The watch saw a boat tying up to the anchor chain and a man on the chain.", {}, {"crew_harm": []}),
    ("Pirates attacked the trawler; their attempt to abduct those onboard was foiled.", {}, {"act": "attempted"}),
    # Harm and status in other words.
    ("Pirates left the tanker, taking the master and a cook with them.", {}, {"crew_harm": ["kidnapped"], "act": "kidnapping"}),
    ("Nine fishermen of both dhows were seized by the pirates.", {}, {"crew_harm": ["hostage"]}),
    ("Robbers boarded; the crew were threatened and some were struck with rifle butts.", {}, {"crew_harm": ["threatened", "assaulted"]}),
    ("An armed gang assaulted M/V Amber at the terminal and stole money.", {}, {"crew_harm": []}),
    ("Pirates fired at the tanker, which was able to out maneuver them.", {}, {"vessel_status": "underway"}),
    # What a field states.
    ("A cargo ship is under attack by men in a skiff.", {"act": "Attack"}, {"act": "attempted", "category": "piracy_robbery"}),
    ("A tanker reported skiffs behaving in a suspicious manner.", {"act": "Attack"}, {"act": "attempted"}),
    ("Robbers were seen on the forecastle ladder of a tanker.", {"act": "Attempted"}, {"act": "attempted"}),
    # Escaping a hijacking is none.
    ("The tanker was attacked from a dhow, but managed to evade a hijacking.", {}, {"act": "attempted"}),
    ("Pirates in two skiffs chased the bulk carrier, which escaped being hijacked.", {}, {"act": "attempted"}),
    # A ship tied up is berthed, and nobody is held.
    ("M/V AMBER FINCH was boarded while tied up in the harbour. No injuries reported.", {}, {"vessel_status": "berthed", "crew_harm": []}),
    ("Robbers boarded a tug tied up at the terminal.", {}, {"vessel_status": "berthed", "crew_harm": []}),
    # Harm said in other words.
    ("Pirates fired on the tanker. The chief engineer was shot in head and is in critical condition.", {}, {"crew_harm": ["injured"]}),
    ("Pirates boarded. The master lay at knifepoint, hands and feet bound.", {}, {"crew_harm": ["hostage", "threatened"]}),
    ("Pirates boarded. Master and mate were taken hostage and removed from ship.", {}, {"crew_harm": ["hostage", "kidnapped"]}),
    # Things are slashed and hacked as well as people.
    ("Thieves boarded the yacht. The davit lines of the dinghy were slashed.", {}, {"crew_harm": [], "weapons": ["not_stated"]}),
    ("Robbers hacked the padlock open and took paint from the tanker.", {}, {"crew_harm": [], "weapons": ["not_stated"]}),
    ("Four men armed with rifles and rockets chased the tanker.", {}, {"weapons": ["rpg", "guns"]}),
    # Where the ship was taken afterwards is not where she was.
    ("Pirates hijacked the freighter and, reportedly, anchored it near the village.", {}, {"vessel_status": "unknown"}),
    ("The bulk carrier, on laden passage from one port to the next, was attacked by four men.", {}, {"vessel_status": "underway"}),
    # Authorities.
    ("The craft turned away. MRCC Lagos, Nigeria informed.", {}, {"reported_to_authority": True}),
    ("Two robbers were caught and handed over to the Nigerian Navy.", {}, {"reported_to_authority": True}),
    ("Robbers fled. The crew reported the incident to the Vessel Traffic Management System.", {}, {"reported_to_authority": True}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fields", "expected"), KINDS, ids=[text[:60] for text, *_ in KINDS])
def test_each_kind(text: str, fields: dict[str, str], expected: dict[str, Any]) -> None:
    facts = read(text, fields)
    assert {fact: getattr(facts, fact) for fact in expected} == expected, facts.why


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("AMBER FINCH 47/AMBER FINCH 48", "AMBER FINCH 47; AMBER FINCH 48"),
        ("COPPER ROOK 10/ ROOK 2502", "COPPER ROOK 10; ROOK 2502"),
        ('Amber Finch, ex "Blue"', "AMBER FINCH"),
        ("Copper Rook (formerly Blue Rook)", "COPPER ROOK"),
        ("EX LIBRIS", "EX LIBRIS"),
    ],
)
def test_name_fields(field: str, names: str) -> None:
    assert read("Two men boarded.", {"vessel_name": field}).vessel_name == names
