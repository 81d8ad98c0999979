namespace WhaleCopy.Simulator.Dialects.Binance;

/// <summary>The texts of codes that a fault may answer with. https://developers.binance.com/docs/derivatives/usds-margined-futures/error-code</summary>
internal static class BinanceFaultMessages
{
    public static string Of(int code) => code switch
    {
        -1000 => "An unknown error occurred while processing the request.",
        -1001 => "Internal error; unable to process your request. Please try again.",
        -1002 => "You are not authorized to execute this request.",
        -1003 => "Too many requests.",
        -1006 => "An unexpected response was received from the message bus. Execution status unknown.",
        -1007 => "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
        -1008 => "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.",
        -1015 => "Too many new orders.",
        -1016 => "This service is no longer available.",
        -1021 => "Timestamp for this request is outside of the recvWindow.",
        -1022 => "Signature for this request is not valid.",
        -1111 => "Precision is over the maximum defined for this asset.",
        -1121 => "Invalid symbol.",
        -1122 => "Invalid symbol status.",
        -2010 => "NEW_ORDER_REJECTED",
        -2011 => "Unknown order sent.",
        -2013 => "Order does not exist.",
        -2014 => "API-key format invalid.",
        -2015 => "Invalid API-key, IP, or permissions for action.",
        -2018 => "Balance is insufficient.",
        -2019 => "Margin is insufficient.",
        -2021 => "Order would immediately trigger.",
        -2022 => "ReduceOnly Order is rejected.",
        -2027 => "Exceeded the maximum allowable position at current leverage.",
        -4061 => "Order's position side does not match user's setting.",
        -4116 => "ClientOrderId is duplicated.",
        -4120 => "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.",
        -4141 => "Symbol is closed.",
        -4164 => "Order's notional must be no smaller than 5 (unless you choose reduce only).",
        -4400 => "Futures Trading Quantitative Rules violated, only reduceOnly order is allowed, please try again later.",
        _ => "Request rejected.",
    };
}
