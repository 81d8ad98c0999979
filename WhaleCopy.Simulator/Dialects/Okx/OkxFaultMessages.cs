namespace WhaleCopy.Simulator.Dialects.Okx;

/// <summary>The texts of codes that a fault may answer with. https://www.okx.com/docs-v5/en/#error-code</summary>
internal static class OkxFaultMessages
{
    public static string Of(string code) => code switch
    {
        "50001" => "Service temporarily unavailable. Try again later",
        "50004" => "API endpoint request timeout. (does not mean that the request was successful or failed, please check the request result).",
        "50011" => "Too Many Requests",
        "50013" => "Systems are busy. Please try again later.",
        "50026" => "System error. Try again later.",
        "50061" => "Order rate limit reached. Please try again later.",
        "50101" => "APIKey does not match current environment.",
        "50102" => "Timestamp request expired",
        "50110" => "Your IP is not included in your API key's IP whitelist.",
        "50111" => "Invalid OK-ACCESS-KEY",
        "50113" => "Invalid Sign",
        "50120" => "This API key doesn't have permission to use this function.",
        "51008" => "Order failed. Insufficient USDT margin in account ",
        "51016" => "Client order ID already exists.",
        "51020" => "Your order should meet or exceed the minimum order amount.",
        "51028" => "Contract is being delivered.",
        "51054" => "Request timed out. Please try again.",
        "51121" => "Order quantity must be a multiple of the lot size.",
        "51149" => "Order timed out. Please try again.",
        "51603" => "Order does not exist",
        "59000" => "Setting failed. Cancel any open orders, close positions, and stop trading bots first.",
        _ => "Operation failed.",
    };

    public static int StatusOf(string code) => code switch
    {
        "50011" => StatusCodes.Status429TooManyRequests,
        "50001" or "50013" => StatusCodes.Status503ServiceUnavailable,
        "50004" => StatusCodes.Status400BadRequest,
        "50101" or "50102" or "50110" or "50111" or "50113" or "50120" => StatusCodes.Status401Unauthorized,
        _ => StatusCodes.Status200OK,
    };
}
