"""Staff groups as lists have them: in full, as the electronic staff record cuts them, or in a word of the ward."""

from improve.imports.values import team_key
from improve.people.models import STAFF_GROUPS

NURSES, ALLIED, DOCTORS, SUPPORT, PROFESSIONS, SCIENTISTS, CLERKS, ESTATES, STUDENTS, BANK, VOLUNTEERS = (
    STAFF_GROUPS
)
SHORT = {
    NURSES: (
        "RN", "RGN", "RMN", "RSCN", "RNLD", "RM", "Nurse", "Nurses", "Nursing", "Registered nurse",
        "Staff nurse", "Midwife", "Midwives", "Midwifery", "Registered midwife", "Nursing and midwifery", "N&M",
        "Registered nursing", "Nursing registered", "Nursing & midwifery (registered)",
    ),
    ALLIED: (
        "AHP", "AHPs", "Allied health", "Allied health professional", "Therapist", "Therapists", "Therapies",
        "Therapy", "Physio", "Physiotherapist", "Physiotherapy", "OT", "Occupational therapist",
        "Occupational therapy", "SLT", "SaLT", "Speech and language therapist", "Dietitian", "Dietician",
        "Radiographer", "Paramedic", "ODP",
    ),
    DOCTORS: (
        "Doctor", "Doctors", "Dr", "Medical", "Medic", "Medics", "Medical staff", "M&D", "Consultant",
        "Registrar", "Junior doctor", "Resident doctor", "Dentist", "Dental",
    ),
    SUPPORT: (
        "HCA", "HCAs", "HCSW", "HCSWs", "ACS", "Healthcare assistant", "Health care assistant",
        "Health care support worker", "Healthcare support worker", "Support worker", "CSW",
        "Clinical support worker", "Clinical support", "Nursing assistant", "Nursing auxiliary",
        "Nursing support", "Nursing unregistered", "MCA", "MSW", "Maternity support worker",
        "Additional clinical",
    ),
    PROFESSIONS: (
        "Add prof scientific and technic", "Additional professional scientific and technic",
        "Add prof sci and tech", "APST", "Pharmacist", "Pharmacists", "Pharmacy", "Psychologist",
        "Scientific and technical",
    ),
    SCIENTISTS: ("HCS", "Healthcare scientist", "Scientist", "Scientists", "Biomedical scientist", "BMS"),
    CLERKS: (
        "A&C", "Admin", "Administration", "Administrator", "Administrative", "Admin and clerical", "Clerical",
        "Clerk", "Ward clerk", "Admin & clerical staff",
    ),
    ESTATES: (
        "E&A", "Estates", "Ancillary", "Facilities", "Estates and facilities", "Porter", "Porters", "Portering",
        "Domestic", "Domestics", "Housekeeper", "Housekeeping", "Cleaner", "Catering",
    ),
    STUDENTS: ("Student", "Student nurse", "Medical student"),
    BANK: (
        "Bank", "Agency", "Bank staff", "Agency staff", "Bank/agency", "NHSP", "Temporary staffing", "Locum",
    ),
    VOLUNTEERS: ("Volunteers",),
}  # fmt: skip
GROUPS = {team_key(words): group for group, forms in SHORT.items() for words in (group, *forms)}


def group_of(words: str) -> str:
    """The national group that the words mean; empty where they mean none that we know."""
    return GROUPS.get(team_key(words), "")
