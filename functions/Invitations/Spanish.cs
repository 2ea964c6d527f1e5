namespace UserFunctions.Invitations;

/// <summary>Spanish.</summary>
internal static class Spanish
{
    public static InvitationTexts Texts { get; } = new()
    {
        Language = "es",
        Subject = "Invitación a {tenant}",
        Text = """
            Hola, {name}:

            Tiene una invitación a {tenant}. Para aceptarla, abra este enlace antes del {expires}:

            {link}

            Si no esperaba este mensaje, no haga nada: el enlace deja de funcionar por sí solo.
            """,
        NoticeSubject = "{name} ha aceptado la invitación",
        NoticeText = """
            {name} ({email}) ha aceptado la invitación a {tenant} y ya puede iniciar sesión.
            """,
        TimeFormat = "d 'de' MMMM 'de' yyyy, HH:mm",
        Title = "Invitación",
        Invites = "{0} le invita a unirse.",
        Until = "La invitación es válida hasta el {0}.",
        Email = "Correo electrónico",
        Password = "Elija una contraseña",
        PasswordRule = "Al menos {0} caracteres. Varias palabras que no tienen relación entre sí son fáciles de recordar y difíciles de adivinar. Se permiten espacios.",
        Accept = "Aceptar la invitación",
        SsoHint = "Inicie sesión con la cuenta de su organización. Aquí no necesita contraseña.",
        SsoContinue = "Continuar para iniciar sesión",
        ErrorTitle = "La invitación aún no se ha aceptado",
        ErrorPrefix = "Error",
        PasswordMissing = "Escriba una contraseña.",
        PasswordLength = "La contraseña debe tener al menos {0} caracteres y como máximo {1}.",
        PasswordWeak = "La contraseña se puede adivinar: se compone de contraseñas comunes, nombres, fechas o filas de teclas. Añada palabras que no tengan relación entre sí.",
        PasswordInvalid = "La contraseña contiene un carácter que no se puede usar. Elija otros caracteres.",
        Done = "Le damos la bienvenida",
        DoneText = "Ha aceptado la invitación a {0}. Ya puede iniciar sesión como {1}.",
        Invalid = "Este enlace no está completo",
        InvalidText = "Abra el enlace entero del mensaje o cópielo en la barra de direcciones del navegador.",
        Expired = "Esta invitación ha caducado",
        ExpiredText = "Pida a quien le invitó que la envíe otra vez.",
        Superseded = "Hay una invitación más reciente",
        SupersededText = "Este enlace fue sustituido por el de un mensaje más reciente. Use el del último.",
        Revoked = "Esta invitación fue retirada",
        RevokedText = "Si cree que es un error, pregunte a quien le invitó.",
        AcceptedBefore = "Esta invitación ya fue aceptada",
        AcceptedBeforeText = "Aquí no hay nada más que hacer: inicie sesión con su cuenta.",
        Blocked = "Esta cuenta no se puede usar en este momento",
        BlockedText = "Está desactivada o bloqueada. Pregunte a un administrador y abra después este enlace otra vez.",
        Trouble = "No ha funcionado",
        TroubleText = "Abra el enlace otra vez dentro de un minuto.",
    };
}
