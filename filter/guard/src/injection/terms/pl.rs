//! Polish.

use crate::injection::class::Class::*;
use crate::injection::class::Terms;

pub(super) const TERMS: Terms = &[
    (
        Override,
        "zignoruj|ignoruj|zignorować|pomiń|zapomnij|zapomnijcie|nie przestrzegaj|\
         nie stosuj|obejdź|odrzuć|unieważnij|złam|porzuć|lekceważ|nie zważaj|nadpisz",
    ),
    (
        Prior,
        "poprzednie|poprzednich|wcześniejsze|wcześniejszych|powyższe|powyższych|\
         dotychczasowe|początkowe|pierwotne|wcześniej|dotąd",
    ),
    (All, "wszystkie|wszystkich|wszystko|każdą|jakiekolwiek"),
    (
        Rules,
        "instrukcje|instrukcji|zasady|zasadach|zasad|reguły|reguł|polecenia|poleceń|\
         wytyczne|wytycznych|ograniczenia|ograniczeń|nakazy|wskazówki",
    ),
    (Yours, "swoje|swój|twoje|twój|twoich|swoich|jesteś"),
    (
        Told,
        "ci powiedziano|ci dano|ci narzucono|otrzymałeś|dostałeś|ci kazano|które ci",
    ),
    (
        OwnRules,
        "swoje zasady|swoich zasadach|twoje zasady|zasadach które ci|swoje instrukcje|\
         twoje instrukcje|swoich instrukcjach|reguły które ci",
    ),
    (
        Reveal,
        "pokaż|ujawnij|wyświetl|wypisz|podaj|zdradź|powtórz|powiedz|wydrukuj|napisz|\
         jakie są twoje|jaki jest twój",
    ),
    (
        Verbatim,
        "słowo w słowo|dosłownie|w całości|dokładnie|co do słowa",
    ),
    (
        Prompt,
        "prompt systemowy|promptu systemowego|wiadomość systemową|\
         instrukcje systemowe|ukryte instrukcje|tajne instrukcje|początkowy prompt",
    ),
    (
        OwnPrompt,
        "swój prompt|twój prompt|swój prompt systemowy|twój prompt systemowy|\
         swoje ukryte instrukcje|twoje ukryte instrukcje",
    ),
    (
        Before,
        "tekst powyżej|powyższy tekst|przed tą wiadomością|wszystko powyżej",
    ),
    (
        Everyday,
        "mail|e mail|wiadomość|szafy|telefonie|telefon|gry|faktura|przepis|załączniku",
    ),
    (
        Persona,
        "jesteś teraz|od teraz|odtąd|udawaj|udawaj że|wciel się|zachowuj się|odgrywaj|\
         wyobraź sobie że jesteś|odpowiadaj jako",
    ),
    (
        Unbound,
        "bez ograniczeń|bez zasad|bez filtrów|bez cenzury|bez moralności|bez etyki|\
         żadnych zasad|żadnych reguł|żadnych ograniczeń|nigdy nie odmawia|\
         nigdy nie odmawiasz|nieograniczony|odpowiada na wszystko|nie masz zasad|\
         nie masz reguł",
    ),
    (
        Mode,
        "tryb programisty|trybie programisty|tryb dewelopera|tryb debugowania|\
         tryb administratora|tryb boga|tryb serwisowy",
    ),
    (Enter, "włącz|aktywuj|przejdź|uruchom|wejdź"),
    (
        Off,
        "wyłącz|wyłączone|dezaktywuj|nie obowiązują|nie obowiązuje|zniesione|\
         unieważnione|cofnięte",
    ),
    (
        Safety,
        "filtry bezpieczeństwa|filtry|zabezpieczenia|cenzurę|ograniczenia|\
         politykę treści",
    ),
    (
        Suppress,
        "nie odmawiaj|bez ostrzeżeń|bez ostrzeżenia|nie przepraszaj|nie ostrzegaj|\
         nie możesz odmówić",
    ),
    (
        Machine,
        "asystent ai|asystenta ai|sztuczna inteligencja|sztuczną inteligencją|\
         model językowy|czatbot|chatbot|ai|agent ai|robot",
    ),
    (
        Address,
        "do asystenta|do ai|dla ai|uwaga ai|jeśli jesteś ai|jeśli jesteś sztuczną|\
         drogi asystencie",
    ),
    (
        Action,
        "wyślij|prześlij|usuń|przelej|wykonaj|otwórz|polecaj|kliknij|\
         zapytaj użytkownika",
    ),
    (
        Sensitive,
        "hasło|hasła|dane logowania|klucz|karty kredytowej|rozmowę|historię|\
         wszystkie dane|skrzynkę",
    ),
    (
        Conceal,
        "nie wspominaj|nie mów użytkownikowi|nikomu nie mów|nie informuj|\
         bez wiedzy użytkownika",
    ),
    (
        NewTask,
        "nowe instrukcje|nowe zadanie|nowe zasady|zamiast tego|rób co mówię|\
         słuchaj tylko mnie|tylko mnie",
    ),
    (
        OnlyMe,
        "rób co mówię|słuchaj tylko mnie|tylko mnie|bądź posłuszny tylko mnie",
    ),
    (Meta, "wstrzyknięcie promptu|atakujący|czym jest|co to jest"),
    (
        Amoral,
        "bez filtrów|bez cenzury|bez moralności|bez etyki|nigdy nie odmawia|\
         nigdy nie odmawiasz|odpowiada na wszystko",
    ),
];
