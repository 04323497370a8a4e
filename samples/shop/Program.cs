using Shop;

if (args is ["--check", var url, var version])
{
    return await ServiceCheck.RunAsync(url, version);
}

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
var app = builder.Build();
var store = Store.Open(AppContext.BaseDirectory);

app.MapGet("/", () => store.Problem is null ? Results.Text(store.Page(), "text/html") : Results.Problem(store.Problem));
app.MapGet("/version", () => store.Problem is null ? Results.Text(store.Version) : Results.Problem(store.Problem));
await app.RunAsync();
return 0;
