using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace UserFunctions.Platform.Http;

/// <summary>
/// A page that a link of a mail opens: no script, nothing from elsewhere, not to be framed, and its address, which holds a token, is told to nobody. Forms go back to where the
/// page came from.
/// </summary>
/// <param name="status">HTTP status.</param>
/// <param name="language">ISO 639-1.</param>
/// <param name="title">Plain text.</param>
/// <param name="body">HTML, in which every value went through <see cref="Text"/>.</param>
public sealed class HtmlPage(int status, string language, string title, string body) : IResult
{
    // Dark on white is 17:1, the blue of buttons and the red of errors are beyond 6:1.
    private const string Style = """
        :root{color-scheme:light}
        body{margin:0;background:#fff;color:#1b1b1b;font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
        main{max-width:34rem;margin:0 auto;padding:3rem 1.25rem;overflow-wrap:anywhere}
        h1{font-size:1.75rem;line-height:1.2;margin:0 0 1rem}
        h2{font-size:1.125rem;margin:0 0 .5rem}
        label{display:block;font-weight:600;margin:1.25rem 0 .25rem}
        input{display:block;box-sizing:border-box;width:100%;font:inherit;padding:.6rem .7rem;border:2px solid #5a5a5a;border-radius:4px;background:#fff;color:inherit}
        input[readonly]{background:#f1f1f1}
        input[aria-invalid]{border-color:#a3120a}
        .hint{margin:0 0 .4rem;color:#474747;font-size:.95rem}
        .fault{margin:.25rem 0;color:#a3120a;font-weight:600}
        .alert{border:3px solid #a3120a;padding:1rem;margin:0 0 1.5rem}
        .alert ul{margin:0;padding-left:1.2rem}
        .alert a{color:#a3120a}
        button,.button{display:inline-block;font:inherit;font-weight:600;margin-top:1.5rem;padding:.7rem 1.4rem;border:2px solid #0b57a4;border-radius:4px;background:#0b57a4;color:#fff;text-decoration:none;cursor:pointer}
        button:hover,.button:hover{background:#084380}
        :focus-visible{outline:3px solid #1b1b1b;outline-offset:3px}
        """;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>A plain text as HTML.</summary>
    public static string Text(string plain) => Encoder.Encode(plain);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentLanguage = language;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["X-Robots-Tag"] = "noindex";
        var bytes = Encoding.UTF8.GetBytes($"""
            <!doctype html>
            <html lang="{Text(language)}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(title)}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            {body}
            </main>
            </body>
            </html>
            """);
        response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(httpContext.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(bytes, httpContext.RequestAborted).AsTask();
    }
}
