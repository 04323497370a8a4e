namespace Forge.Git.Tests;

public sealed class GitAccessPolicyTests
{
    [Theory]
    [InlineData("", "*not JSON*")]
    [InlineData("[]", "*document is no object*")]
    [InlineData("null", "*document is no object*")]
    [InlineData("{}", "*without 'Statement'*")]
    [InlineData("""{"Statement":[1]}""", "*Statement?0? is no object*")]
    [InlineData("""{"Version":"2008-10-17","Statement":[]}""", "*Version is not \"2012-10-17\"*")]
    [InlineData("""{"Statement":[],"Statements":[]}""", "*'Statements', but may only hold*")]
    [InlineData("""{"Statement":[],"Statement":[]}""", "*not JSON*")]
    [InlineData("""{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}""", "*neither \"Allow\" nor \"Deny\"*")]
    [InlineData("""{"Statement":{"Action":"*","Resource":"*"}}""", "*Effect is missing*")]
    [InlineData("""{"Statement":{"Effect":"Allow","Resource":"*"}}""", "*without 'Action'*")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*"}}""", "*without 'Resource'*")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"codecommit:GitPul","Resource":"*"}}""", "*'codecommit:GitPul', which is none of codecommit:GitPull*")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":7,"Resource":"*"}}""", "*Action is not text*")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":""}}""", "*no repository name*")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"a/b"}}""", "*no repository name*")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","NotResource":"a"}}""", "*'NotResource', but may only hold*")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{}}}}""", "*'IpAddress', but may only hold*")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:username":"x"}}}}""", "*'aws:username', but may only hold*")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Null":{"codecommit:References":"true"}}}}""", "*Null is not \"false\"*")]
    public void Parse_Refused_SaysWhere(string json, string message)
    {
        var parse = () => GitAccessPolicy.Parse(json);

        parse.Should().Throw<FormatException>().WithMessage(message);
    }

    [Fact]
    public void Parse_TooLong_IsRefused()
    {
        var parse = () => GitAccessPolicy.Parse(new string(' ', 100_000));

        parse.Should().Throw<FormatException>().WithMessage("*longer than 65536 characters*");
    }

    [Fact]
    public void Parse_TooManyStatements_IsRefused()
    {
        var statements = string.Join(',', Enumerable.Repeat("""{"Effect":"Allow","Action":"*","Resource":"*"}""", 101));

        var parse = () => GitAccessPolicy.Parse($$"""{"Statement":[{{statements}}]}""");

        parse.Should().Throw<FormatException>().WithMessage("*longer than 100 statements*");
    }

    [Fact]
    public void ToJson_Parsed_IsTheSameText()
    {
        const string Json = """{ "Statement": [] }""";

        GitAccessPolicy.Parse(Json).ToJson().Should().Be(Json);
    }

    [Fact]
    public void ForRepositories_Lists_WritesAStatementForEach() =>
        GitAccessPolicy.ForRepositories(["a", "b-*"], ["c"]).ToJson().Should().Be(
            """{"Version":"2012-10-17","Statement":[{"Sid":"Pull","Effect":"Allow","Action":["codecommit:GitPull"],"Resource":["a","b-*"]},{"Sid":"Push","Effect":"Allow","Action":["codecommit:GitPull","codecommit:GitPush"],"Resource":["c"]}]}""");

    [Fact]
    public void ForRepositories_BadName_IsRefused()
    {
        var make = () => GitAccessPolicy.ForRepositories(["a b"], []);

        make.Should().Throw<FormatException>().WithMessage("*'a b', which is no repository name*");
    }
}
