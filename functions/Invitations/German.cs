namespace UserFunctions.Invitations;

/// <summary>German.</summary>
internal static class German
{
    public static InvitationTexts Texts { get; } = new()
    {
        Language = "de",
        Subject = "Einladung zu {tenant}",
        Text = """
            Hallo {name},

            Sie sind zu {tenant} eingeladen. Öffnen Sie zum Annehmen diesen Link vor dem {expires}:

            {link}

            Falls Sie diese Nachricht nicht erwartet haben, müssen Sie nichts tun: Der Link verliert von selbst seine Gültigkeit.
            """,
        NoticeSubject = "{name} hat die Einladung angenommen",
        NoticeText = """
            {name} ({email}) hat die Einladung zu {tenant} angenommen und kann sich jetzt anmelden.
            """,
        TimeFormat = "d. MMMM yyyy, HH:mm",
        Title = "Einladung",
        Invites = "{0} lädt Sie ein.",
        Until = "Die Einladung gilt bis {0}.",
        Email = "E-Mail-Adresse",
        Password = "Passwort wählen",
        PasswordRule = "Mindestens {0} Zeichen. Mehrere Wörter, die nichts miteinander zu tun haben, sind leicht zu merken und schwer zu erraten. Leerzeichen sind erlaubt.",
        Accept = "Einladung annehmen",
        SsoHint = "Sie melden sich mit dem Konto Ihrer Organisation an. Ein Passwort brauchen Sie hier nicht.",
        SsoContinue = "Weiter zur Anmeldung",
        ErrorTitle = "Die Einladung ist noch nicht angenommen",
        ErrorPrefix = "Fehler",
        PasswordMissing = "Geben Sie ein Passwort ein.",
        PasswordLength = "Das Passwort muss mindestens {0} und höchstens {1} Zeichen haben.",
        PasswordWeak = "Das Passwort ist zu erraten: Es besteht aus häufigen Passwörtern, Namen, Daten oder Tastenreihen. Fügen Sie Wörter hinzu, die nicht zusammengehören.",
        PasswordInvalid = "Das Passwort enthält ein Zeichen, das nicht verwendet werden kann. Wählen Sie andere Zeichen.",
        Done = "Willkommen",
        DoneText = "Sie haben die Einladung zu {0} angenommen. Sie können sich jetzt als {1} anmelden.",
        Invalid = "Dieser Link ist nicht vollständig",
        InvalidText = "Öffnen Sie den ganzen Link aus der Nachricht oder kopieren Sie ihn in die Adresszeile des Browsers.",
        Expired = "Diese Einladung ist abgelaufen",
        ExpiredText = "Bitten Sie die Person, die Sie eingeladen hat, sie noch einmal zu senden.",
        Superseded = "Es gibt eine neuere Einladung",
        SupersededText = "Dieser Link wurde durch den einer neueren Nachricht ersetzt. Verwenden Sie den der neuesten.",
        Revoked = "Diese Einladung wurde zurückgezogen",
        RevokedText = "Wenn Sie glauben, dass das ein Irrtum ist, fragen Sie die Person, die Sie eingeladen hat.",
        AcceptedBefore = "Diese Einladung wurde schon angenommen",
        AcceptedBeforeText = "Hier ist nichts mehr zu tun: Melden Sie sich mit Ihrem Konto an.",
        Blocked = "Dieses Konto kann zurzeit nicht verwendet werden",
        BlockedText = "Es ist deaktiviert oder gesperrt. Fragen Sie jemanden von der Verwaltung und öffnen Sie den Link dann noch einmal.",
        Trouble = "Das hat nicht geklappt",
        TroubleText = "Öffnen Sie den Link in einer Minute noch einmal.",
    };
}
