namespace UserFunctions.Invitations;

/// <summary>French.</summary>
internal static class French
{
    public static InvitationTexts Texts { get; } = new()
    {
        Language = "fr",
        Subject = "Invitation à {tenant}",
        Text = """
            Bonjour {name},

            Vous êtes invité(e) à rejoindre {tenant}. Pour accepter, ouvrez ce lien avant le {expires} :

            {link}

            Si vous n'attendiez pas ce message, ne faites rien : le lien cesse de fonctionner de lui-même.
            """,
        NoticeSubject = "{name} a accepté l'invitation",
        NoticeText = """
            {name} ({email}) a accepté l'invitation à {tenant} et peut maintenant se connecter.
            """,
        TimeFormat = "d MMMM yyyy, HH:mm",
        Title = "Invitation",
        Invites = "{0} vous invite à rejoindre son espace.",
        Until = "L'invitation est valable jusqu'au {0}.",
        Email = "Adresse e-mail",
        Password = "Choisissez un mot de passe",
        PasswordRule = "Au moins {0} caractères. Plusieurs mots sans rapport entre eux sont faciles à retenir et difficiles à deviner. Les espaces sont permis.",
        Accept = "Accepter l'invitation",
        SsoHint = "Vous vous connectez avec le compte de votre organisation. Aucun mot de passe n'est nécessaire ici.",
        SsoContinue = "Continuer vers la connexion",
        ErrorTitle = "L'invitation n'est pas encore acceptée",
        ErrorPrefix = "Erreur",
        PasswordMissing = "Saisissez un mot de passe.",
        PasswordLength = "Le mot de passe doit avoir au moins {0} caractères et au plus {1}.",
        PasswordWeak = "Le mot de passe peut être deviné : il est fait de mots de passe courants, de noms, de dates ou de suites de touches. Ajoutez des mots sans rapport entre eux.",
        PasswordInvalid = "Le mot de passe contient un caractère inutilisable. Choisissez d'autres caractères.",
        Done = "Bienvenue",
        DoneText = "Vous avez accepté l'invitation à {0}. Vous pouvez maintenant vous connecter en tant que {1}.",
        Invalid = "Ce lien n'est pas complet",
        InvalidText = "Ouvrez le lien entier du message, ou copiez-le dans la barre d'adresse du navigateur.",
        Expired = "Cette invitation a expiré",
        ExpiredText = "Demandez à la personne qui vous a invité(e) de l'envoyer à nouveau.",
        Superseded = "Il existe une invitation plus récente",
        SupersededText = "Ce lien a été remplacé par celui d'un message plus récent. Utilisez celui du dernier.",
        Revoked = "Cette invitation a été retirée",
        RevokedText = "Si vous pensez qu'il s'agit d'une erreur, adressez-vous à la personne qui vous a invité(e).",
        AcceptedBefore = "Cette invitation a déjà été acceptée",
        AcceptedBeforeText = "Il n'y a plus rien à faire ici : connectez-vous avec votre compte.",
        Blocked = "Ce compte ne peut pas être utilisé pour le moment",
        BlockedText = "Il est désactivé ou bloqué. Adressez-vous à un administrateur, puis ouvrez ce lien à nouveau.",
        Trouble = "Cela n'a pas fonctionné",
        TroubleText = "Ouvrez le lien à nouveau dans une minute.",
    };
}
